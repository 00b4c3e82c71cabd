package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets in another naming than the default: made so, turned so, and read so. */
class RenameIT {
  private static final String[] LABEL_NAMING = {
    "--naming", "id-times", "--class-dirs", "label", "--split-dirs", "train,val,test"
  };
  private static final int CLIPS = Integer.getInteger("soak.clips", 2_000) / 2;

  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void make() {
    dataset = new HandMadeDataset(folder);
  }

  private Path put(String path, String content) throws IOException {
    Path file = dataset.file(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** What lies in the dataset, without what is the program's own. */
  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path root = dataset.file("");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith(".kinetics")) {
          content.put(path, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return content;
  }

  private long count(String path) throws IOException {
    Path counted = dataset.file(path);
    if (!Files.isDirectory(counted)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(counted)) {
      return files.count();
    }
  }

  @Test
  void aRenamingThatIsKilledIsEndedByTheSameCommand() throws Exception {
    Map<String, String> wanted = new TreeMap<>();
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < CLIPS; i++) {
      String id = "-clip%06d".formatted(i);
      String ending = i % 2 == 0 ? ".mp4" : ".mp4.gz";
      list.append("massaging person's head,").append(id).append(",5,15,val\n");
      String before = "/massaging_person's_head/" + id;
      String after = "/massaging person's head/" + id + "_000005_000015";
      put("valid" + before + ending, id);
      wanted.put("val" + after + ending, id);
      put("valid_frames" + before + "/frame0.jpg", "frame of " + id);
      wanted.put("val_frames" + after + "/frame0.jpg", "frame of " + id);
      put("valid_sound" + before + ".mp3", "sound of " + id);
      wanted.put("val_sound" + after + ".mp3", "sound of " + id);
    }
    Files.writeString(folder.resolve("list.csv"), list);
    put("valid/massaging_person's_head/notes.txt", "a stranger's");
    wanted.put("val/massaging person's head/notes.txt", "a stranger's");
    List<String> rename = new ArrayList<>(List.of("rename", "--annotations", "list.csv"));
    rename.addAll(List.of(LABEL_NAMING));
    Kinetics program = Kinetics.in(folder);

    boolean interrupted = false;
    for (String begun : List.of("val", "val_frames", "val_sound")) {
      try (Kinetics.Run run = program.start(rename.toArray(String[]::new))) {
        while (run.handle().isAlive() && count(begun + "/massaging person's head") == 0) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        run.signal("KILL");
        interrupted |= run.await().exitCode() == 137;
      }
      assertThat(content().values()).as("killed in %s", begun).hasSameSizeAs(wanted.values());
    }
    assertThat(interrupted).as("a kill in the middle").isTrue();
    Kinetics.Result other = program.run("stats", "--annotations", "list.csv");
    assertThat(other.exitCode()).as("%s", other).isEqualTo(2);
    assertThat(other.err()).contains("run 'kinetics rename' again");
    Kinetics.Result contrary = program.run("rename", "--annotations", "list.csv", "--naming", "id");
    assertThat(contrary.exitCode()).as("%s", contrary).isEqualTo(2);

    Kinetics.Result result = program.run("rename", "--annotations", "list.csv");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(content()).isEqualTo(wanted);
    assertThat(dataset.file("valid_frames")).doesNotExist();
    assertThat(dataset.file("valid_sound")).doesNotExist();
    Kinetics.Result again = program.run(rename.toArray(String[]::new));
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("rename: 0 moved");
  }

  @Test
  void aFileThatIsInTheWayIsLeftAndNothingMoves() throws IOException {
    dataset.add("a", "one".getBytes(StandardCharsets.UTF_8));
    dataset.add("b", "two".getBytes(StandardCharsets.UTF_8));
    put("train/pole_vault/b_000000_000010.mp4", "in the way");
    Map<String, String> before = content();

    Kinetics.Result result = dataset.run("rename", "--naming", "id-times");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err()).contains("b_000000_000010.mp4");
    assertThat(content()).isEqualTo(before);
    assertThat(dataset.run("stats").exitCode()).as("nothing was begun").isZero();
  }

  @Test
  void aFileWhoseNameIsNoTextStaysAndNothingStops() throws Exception {
    dataset.add("a", "one".getBytes(StandardCharsets.UTF_8));
    String[] odd = {"bash", "-c", "echo mine > $'caf\\xe9.txt'"};
    Path folder = dataset.file("train/pole_vault");
    assertThat(new ProcessBuilder(odd).directory(folder.toFile()).start().waitFor()).isZero();

    Kinetics.Result result = dataset.run("rename", "--split-dirs", "tr,val,test");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.err()).contains("its name is no text");
    assertThat(dataset.file("tr/pole_vault/a.mp4")).exists();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(1);
    }
    assertThat(dataset.run("stats").exitCode()).isZero();
  }

  @Test
  void everySubcommandUnderstandsAnotherNaming() throws IOException {
    byte[] clip = Files.readAllBytes(dataset.piece(Media.MP4, 10));
    dataset.name("train", "massaging person's head", "-a");
    dataset.name("valid", "massaging person's head", "-b");
    dataset.name("test", "", "-c");
    String times = "_000000_000010";
    for (String path :
        List.of(
            "train/massaging person's head/-a" + times + ".mp4",
            "val/massaging person's head/-b" + times + ".mp4.gz",
            "test/-c" + times + ".mp4")) {
      Path file = dataset.file(path);
      Files.createDirectories(file.getParent());
      Files.write(file, path.endsWith(".gz") ? HandMadeDataset.gzip(clip) : clip);
    }
    Files.delete(dataset.file("train/massaging_person's_head"));
    Files.delete(dataset.file("valid/massaging_person's_head"));
    Files.delete(dataset.file("valid"));

    List<String> first = new ArrayList<>(List.of("--all", "--test", "--fps", "1"));
    first.addAll(List.of(LABEL_NAMING));
    Kinetics.Result frames = dataset.run("frames", first.toArray(String[]::new));
    assertThat(frames.exitCode()).as("%s", frames).isZero();
    Kinetics.Result sound = dataset.run("sound", "--all", "--test");
    assertThat(sound.exitCode()).as("it is remembered: %s", sound).isZero();

    for (String kept :
        List.of(
            "train%s/massaging person's head/-a",
            "val%s/massaging person's head/-b", "test%s/-c")) {
      assertThat(count(kept.formatted("_frames") + times)).as(kept).isEqualTo(10);
      assertThat(dataset.file(kept.formatted("_sound") + times + ".mp3")).isNotEmptyFile();
    }
    for (String kind : List.of("videos", "frames", "sound")) {
      Kinetics.Result meta = dataset.run("meta", kind, "--save", kind + "/k", "--force");
      assertThat(meta.exitCode()).as("%s", meta).isZero();
      assertThat(Files.readString(folder.resolve(kind + "/k_400_train.json")))
          .contains("\"-a" + times + "\": \"massaging person's head\"");
      assertThat(Files.readString(folder.resolve(kind + "/k_400_val.json")))
          .contains("\"-b" + times + "\": \"massaging person's head\"");
      assertThat(Files.readString(folder.resolve(kind + "/k_400_test.json")))
          .contains("\"-c" + times + "\": \"\"");
    }
    Kinetics.Result verify = dataset.run("verify");
    assertThat(verify.exitCode()).as("%s", verify).isZero();
    assertThat(verify.out())
        .contains("3 clips, 3 folders of frames, 3 sound tracks; 0 bad", "0 that do not belong");
    Kinetics.Result stats = dataset.run("stats", "--json");
    assertThat(stats.exitCode()).as("%s", stats).isZero();
    assertThat(stats.out()).containsPattern("\"(present|there|done)\"\\s*:\\s*1");
    Kinetics.Result download = dataset.run("download", "--all", "--test", "--source", "mirror");
    assertThat(download.out()).as("%s", download).contains("there already", "3");

    Kinetics.Result back =
        dataset.run(
            "rename",
            "--naming",
            "id",
            "--class-dirs",
            "underscore",
            "--split-dirs",
            "train,valid,test");
    assertThat(back.exitCode()).as("%s", back).isZero();
    assertThat(dataset.file("valid/massaging_person's_head/-b.mp4.gz")).exists();
    assertThat(dataset.names("valid_frames/massaging_person's_head/-b")).hasSize(10);
    assertThat(dataset.run("verify").exitCode()).isZero();
  }

  @Test
  void aRunAtWorkIsNotRenamedUnder() throws IOException {
    dataset.add("a", "one".getBytes(StandardCharsets.UTF_8));
    Map<String, String> before = content();
    DatasetLayout layout = new DatasetLayout(dataset.file(""));

    try (Scratch run = Scratch.open(layout)) {
      Kinetics.Result refused = dataset.run("rename", "--naming", "id-times");

      assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
      assertThat(refused.err()).contains("a run is at work", run.folder().getFileName().toString());
      assertThat(content()).isEqualTo(before);
      assertThat(dataset.run("stats").exitCode()).as("nothing was begun").isZero();
    }
    NamingFile.beginRenaming(layout.root(), Naming.DEFAULT, Naming.DEFAULT);
    Kinetics.Result late = dataset.run("frames", "--all");
    assertThat(late.exitCode()).as("%s", late).isEqualTo(2);
    assertThat(late.err()).contains("is being renamed");
    NamingFile.withdrawRenaming(layout.root());

    Kinetics.Result result = dataset.run("rename", "--naming", "id-times");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(content()).containsOnlyKeys("train/pole_vault/a_000000_000010.mp4");
  }
}
