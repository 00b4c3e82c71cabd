package dev.kinetics.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.dataset.RunMark;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.support.DatasetFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path root;

  private List<String> found() {
    return Leftovers.find(DatasetFixture.in(root).layout(), HOUR).found().stream()
        .map(leftover -> root.relativize(leftover.path()).toString().replace('\\', '/'))
        .toList();
  }

  private void putOld(String... paths) throws IOException {
    for (String path : paths) {
      DatasetFixture.in(root).putOld(path, HOUR.multipliedBy(2));
    }
  }

  @Test
  void findsWhatRunsAndDownloadersLeft() throws IOException {
    String[] leftovers = {
      ".failed.txt.0b1c.kinetics-partial",
      ".kinetics/journal/.x.jsonl.0b1c.kinetics-partial",
      "test/AAAAAAAAAAA.mp4.part",
      "train/pole_vault/AAAAAAAAAAA.f137.mp4.part-Frag12",
      "train/pole_vault/AAAAAAAAAAA.f137.mp4.part-Frag13.part",
      "train/pole_vault/AAAAAAAAAAA.f137.mp4.ytdl",
      "train/pole_vault/AAAAAAAAAAA_raw.mp4",
      "train_sound/pole_vault/.AAAAAAAAAAA.mp3.0b1c.kinetics-partial",
      "valid/pole_vault/-_AAAAAAAAA_raw.mkv",
    };
    putOld(leftovers);
    putOld("train/pole_vault/AAAAAAAAAAA.mp4", "valid/pole_vault/-_AAAAAAAAA.mp4.gz");
    assertThat(found()).containsExactlyInAnyOrder(leftovers);
  }

  @Test
  void leavesAloneWhatItDoesNotKnow() throws IOException {
    putOld(
        "failed.txt",
        "notes.txt",
        ".kinetics/journal/a.jsonl",
        "train/pole_vault/AAAAAAAAAAA.mp4",
        // An id of eleven characters that itself ends so, and one of a list that is not YouTube's.
        "train/pole_vault/AAAAAAA_raw.mp4",
        "train/pole_vault/my_party.mp4",
        // Eleven characters and the ending, but no clip is known that was cut out of it.
        "train/pole_vault/gopro_clip1_raw.mp4",
        "train/pole_vault/partial.kinetics-partial",
        "train/pole_vault/AAAAAAAAAAA_raw.txt",
        "train/pole_vault/my/own/file.part",
        "train_frames/pole_vault/AAAAAAAAAAA/x.part",
        "papers/thesis.pdf.part");
    Files.createDirectories(root.resolve("train/pole_vault/folder.part"));
    assertThat(found()).isEmpty();
  }

  @Test
  void aClipThatIsCalledLikeARawVideoStays() throws IOException {
    DatasetFixture dataset = DatasetFixture.in(root);
    putOld("train/a/AAAAAAAAAAA_raw.mp4", "train/a/BBBBBBBBBBB_raw.mp4");
    dataset.journal(
        "1",
        DatasetFixture.done("train", "AAAAAAAAAAA", 5, 4, 3, 10),
        DatasetFixture.done("train", "BBBBBBBBBBB", 5, 4, 3, 10),
        DatasetFixture.done("train", "BBBBBBBBBBB_raw", 5, 4, 3, 10));
    assertThat(found()).containsExactly("train/a/AAAAAAAAAAA_raw.mp4");
  }

  @Test
  void leavesAloneWhatARunMayBeWriting() throws IOException {
    DatasetFixture.in(root).putOld("train/a/AAAAAAAAAAA.mp4.part", Duration.ofMinutes(59));
    Leftovers leftovers = Leftovers.find(DatasetFixture.in(root).layout(), HOUR);
    assertThat(leftovers.found()).isEmpty();
    assertThat(leftovers.tooYoung()).isEqualTo(1);
  }

  @Test
  void removesScratchOfKilledRunsAndNotOfLivingOnes() throws IOException {
    DatasetFixture dataset = DatasetFixture.in(root);
    Path killed =
        Files.createDirectories(dataset.layout().scratch().resolve(RunMark.newName()).resolve("1"));
    Files.writeString(killed.resolve("clip.mp4"), "some bytes");
    Files.setLastModifiedTime(
        killed.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path young = Files.createDirectories(dataset.layout().scratch().resolve(RunMark.newName()));
    Leftovers leftovers = Leftovers.find(dataset.layout(), HOUR);
    assertThat(leftovers.found()).containsExactly(new Leftovers.Leftover(killed.getParent(), 10));
    leftovers.remove();
    assertThat(killed.getParent()).doesNotExist();
    assertThat(young).exists();
    try (Scratch living = Scratch.open(dataset.layout())) {
      living.newFolder();
      assertThat(Leftovers.find(dataset.layout(), HOUR).found()).isEmpty();
    }
  }

  @Test
  void doesNotFollowLinksOutOfTheDataset(@TempDir Path elsewhere) throws IOException {
    Path theirs = DatasetFixture.in(elsewhere).putOld("theirs.part", Duration.ofDays(1));
    Files.createDirectories(root.resolve("train/a"));
    Files.createSymbolicLink(root.resolve("train/linked"), elsewhere);
    Files.createSymbolicLink(root.resolve("train/a/AAAAAAAAAAA.mp4.part"), theirs);
    assertThat(found()).isEmpty();
  }

  @Test
  void findsNothingWhereThereIsNoDataset() {
    assertThat(Leftovers.find(DatasetFixture.in(root.resolve("none")).layout(), HOUR).found())
        .isEmpty();
  }
}
