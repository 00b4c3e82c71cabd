package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {
  @TempDir Path root;

  private static Clip clip(String id, Split split, String label) {
    return new Clip(id, split, label, 10_000, 20_000, id, "");
  }

  private void touch(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  @Test
  void sortsNamesByTheirBytesHoweverTheyBegin() throws IOException {
    List<String> names =
        List.of(
            "-", "a", "ab", "abc", "abc0", "abcd.mp4", "abcd0", "abcd1", "abce", "b", "zé", "é");
    List<String> others = new ArrayList<>(names);
    Collections.shuffle(others, new Random(1));
    for (String name : others) {
      touch("test/" + name);
    }
    assertThat(new Inventory(new DatasetLayout(root)).names(Split.TEST, Kind.VIDEO, ""))
        .isEqualTo(names);
  }

  @Test
  void tellsWhatIsThereOfEachClipAndWhatIsNobodys() throws IOException {
    DatasetLayout layout = new DatasetLayout(root);
    Clip one = clip("a", Split.TRAIN, "pole vault");
    Clip longer = clip("ab", Split.TRAIN, "pole vault");
    Clip test = clip("-t", Split.TEST, "");
    Clip none = clip("none", Split.VALID, "zumba");
    for (String name : List.of("a.mp4", "a.mp4.gz", "ab.mp4.part", "ab.f137.mp4", "äb.mp4")) {
      touch("train/pole_vault/" + name);
    }
    touch("train/unknown/a.mp4");
    touch("train_frames/pole_vault/ab/frame0.jpg");
    touch("train_sound/pole_vault/ab.wav");
    touch("test/-t.mp4");
    Inventory inventory = new Inventory(layout);
    List<Clip> clips = List.of(one, longer, test, none);

    assertThat(inventory.entry(one, Kind.VIDEO)).get().extracting("ending").isEqualTo(".mp4");
    assertThat(inventory.has(one, Kind.VIDEO, ".mp4.gz")).isTrue();
    assertThat(inventory.has(longer, Kind.VIDEO)).isFalse();
    assertThat(inventory.has(longer, Kind.FRAMES)).isTrue();
    assertThat(inventory.has(one, Kind.FRAMES)).as("only begins so").isFalse();
    assertThat(inventory.has(longer, Kind.SOUND)).isTrue();
    assertThat(inventory.has(longer, Kind.SOUND, ".mp3")).isFalse();
    assertThat(inventory.has(test, Kind.VIDEO)).isTrue();
    assertThat(inventory.has(none, Kind.VIDEO)).isFalse();
    assertThat(inventory.hasFolder(none, Kind.VIDEO)).isFalse();
    List<Path> found = new ArrayList<>();
    List<Path> foreign = new ArrayList<>();
    inventory.read(Kind.VIDEO, clips, entry -> found.add(entry.path(layout)), foreign::add);
    assertThat(found.stream().map(root::relativize).map(Path::toString))
        .containsExactly("train/pole_vault/a.mp4", "train/pole_vault/a.mp4.gz", "test/-t.mp4");
    assertThat(foreign.stream().map(Path::getFileName).map(Path::toString))
        .containsExactly("ab.f137.mp4", "ab.mp4.part", "äb.mp4");
    assertThat(inventory.unknownClasses(Kind.VIDEO, clips))
        .containsExactly(root.resolve("train/unknown"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".mkv", ".webm", ".avi", ".mov", ".mp4.gz"})
  void readsClipsInOtherContainers(String ending) throws IOException {
    touch("train/zumba/a" + ending);
    Clip clip = clip("a", Split.TRAIN, "zumba");
    DatasetLayout layout = new DatasetLayout(root);

    assertThat(new Inventory(layout).entry(clip, Kind.VIDEO).map(entry -> entry.path(layout)))
        .contains(root.resolve("train/zumba/a" + ending))
        .isEqualTo(Inventory.find(layout, clip, Kind.VIDEO).map(entry -> entry.path(layout)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void readsTheMirrorsFlatFolders(Kind kind) throws IOException {
    Naming flat =
        new Naming(
            Naming.ClipNames.ID_TIMES,
            Naming.ClassFolders.NONE,
            Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test"));
    DatasetLayout layout = new DatasetLayout(root, flat);
    Clip clip = clip("a_b-c", Split.VALID, "pole vault");
    String folder =
        Map.of(Kind.VIDEO, "val", Kind.FRAMES, "val_frames", Kind.SOUND, "val_sound").get(kind);
    touch(folder + "/a_b-c_000010_000020" + kind.fileEnding());
    touch(folder + "/b_000010_000020" + kind.fileEnding());

    Inventory inventory = new Inventory(layout);
    assertThat(inventory.has(clip, kind)).isTrue();
    List<Path> foreign = new ArrayList<>();
    inventory.read(kind, List.of(clip), entry -> {}, foreign::add);
    assertThat(foreign)
        .containsExactly(root.resolve(folder + "/b_000010_000020" + kind.fileEnding()));
    assertThat(inventory.unknownClasses(kind, List.of(clip))).isEmpty();
  }
}
