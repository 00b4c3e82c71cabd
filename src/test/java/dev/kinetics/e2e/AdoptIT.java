package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.dataset.Naming.ClipNames;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A lab's own copy, made by others: taken over, checked, and completed from the demo's site. */
class AdoptIT {
  private static final List<Clip> CLIPS =
      List.of(
          clip("--demo-pole", Split.TRAIN, "pole vault", 12),
          clip("demo-pole-2", Split.TRAIN, "pole vault", 30),
          clip("demo-glas-1", Split.TRAIN, "blowing glass", 5),
          clip("demo-viol-1", Split.TRAIN, "playing violin", 0),
          clip("demo-pole-3", Split.VALID, "pole vault", 25),
          clip("demo-glas-3", Split.VALID, "blowing glass", 8));
  private static final Clip MISSING = CLIPS.get(2);
  private static final Clip CUT_OFF = CLIPS.get(1);
  private static final Clip EMPTY = CLIPS.get(4);

  @TempDir static Path home;
  @TempDir Path folder;

  private static Clip clip(String id, Split split, String label, int start) {
    return new Clip(id, split, label, start * 1000L, (start + 10) * 1000L, id, "");
  }

  private static Kinetics.Result run(Path where, String... arguments) {
    return Kinetics.in(where)
        .with("KINETICS_CACHE", home.resolve("cache").toString())
        .with(
            "KINETICS_YT_DLP", TestTools.tools().ytDlp().tool().path().toAbsolutePath().toString())
        .run(arguments);
  }

  @BeforeAll
  static void make() {
    Kinetics.Result made = run(home, "download", "--all", "--release", "demo", "--quiet");
    assertThat(made.exitCode()).as("%s", made).isZero();
  }

  private static Naming naming(
      ClipNames names, ClassFolders classes, String train, String valid, String test) {
    return new Naming(
        names, classes, Map.of(Split.TRAIN, train, Split.VALID, valid, Split.TEST, test));
  }

  static Stream<Arguments> completed() {
    return Stream.of(
        Arguments.of(
            naming(ClipNames.ID_TIMES, ClassFolders.NONE, "train", "val", "test"), "the mirror's"),
        Arguments.of(
            naming(ClipNames.ID, ClassFolders.LABEL, "train_256", "val_256", "test_256"),
            "a script's"),
        Arguments.of(
            naming(
                ClipNames.ID_TIMES,
                ClassFolders.UNDERSCORE,
                "videos_train",
                "videos_val",
                "videos_test"),
            "MMAction2's"),
        Arguments.of(
            naming(ClipNames.ID, ClassFolders.UNDERSCORE, "train", "val", "test"),
            "torchvision's"));
  }

  /** A copy of the demo's clips, one missing, one cut off, one empty, with somebody's notes. */
  private DatasetLayout tree(Naming naming) throws IOException {
    DatasetLayout from = new DatasetLayout(home.resolve("dataset"));
    DatasetLayout tree = new DatasetLayout(folder.resolve("copy"), naming);
    for (Clip clip : CLIPS) {
      byte[] whole = Files.readAllBytes(from.path(clip, Kind.VIDEO));
      Path file = tree.path(clip, Kind.VIDEO);
      Files.createDirectories(file.getParent());
      if (clip != MISSING) {
        int length = clip == EMPTY ? 0 : clip == CUT_OFF ? whole.length / 2 : whole.length;
        Files.write(file, Arrays.copyOf(whole, length));
      }
    }
    Files.writeString(tree.folder(CUT_OFF, Kind.VIDEO).resolve("notes.txt"), "somebody's");
    return tree;
  }

  /** Each file that is not ours, with its time and size. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith(".kinetics")) {
          files.put(path, Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
      }
    }
    return files;
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void completed(Naming naming, String whose) throws IOException {
    DatasetLayout tree = tree(naming);
    Map<String, String> before = files(tree.root());

    Kinetics.Result adopted = run(folder, "adopt", "copy");

    assertThat(adopted.exitCode()).as("%s", adopted).isEqualTo(1);
    assertThat(adopted.out())
        .contains(
            "copy belongs to release demo, naming: " + NamingFile.words(naming),
            "train: 3 clips there, 3 missing (1 of those there suspicious)",
            "valid: 2 clips there, 1 missing (1 of those there suspicious)",
            "suspicious: " + folder.relativize(tree.path(CUT_OFF, Kind.VIDEO)),
            "suspicious: " + folder.relativize(tree.path(EMPTY, Kind.VIDEO)),
            "2 suspicious",
            "verify --dataset-dir copy --quick --delete'",
            "the test set is not there; with --test",
            "'kinetics download --all --dataset-dir copy'",
            "notes.txt",
            "1 that do not belong");
    assertThat(files(tree.root())).isEqualTo(before);

    String dataset = "--dataset-dir=copy";
    Kinetics.Result removed = run(folder, "verify", "--quick", "--delete", dataset);
    assertThat(removed.out()).as("%s", removed).contains("removed 2");
    Kinetics.Result download = run(folder, "download", "--all", dataset, "--quiet");
    assertThat(download.exitCode()).as("%s", download).isZero();
    assertThat(download.out()).contains("there already            3");

    Map<String, String> after = files(tree.root());
    List<String> wanted = new ArrayList<>(before.keySet());
    wanted.add(tree.root().relativize(tree.path(MISSING, Kind.VIDEO)).toString());
    assertThat(after.keySet()).containsAll(wanted);
    for (Clip clip : CLIPS) {
      String path = tree.root().relativize(tree.path(clip, Kind.VIDEO)).toString();
      if (clip != MISSING && clip != CUT_OFF && clip != EMPTY) {
        assertThat(after).as("stays as it was").containsEntry(path, before.get(path));
      }
    }
    Kinetics.Result whole = run(folder, "verify", "--quick", dataset);
    assertThat(whole.exitCode()).as("%s", whole).isZero();
    assertThat(whole.out()).contains("verify: 8 clips", "0 bad");
    Kinetics.Result sound = run(folder, "sound", "--classes=pole vault", dataset, "--quiet");
    assertThat(sound.exitCode()).as("%s", sound).isZero();
    assertThat(tree.path(MISSING, Kind.VIDEO)).isNotEmptyFile();
    assertThat(tree.path(CUT_OFF, Kind.SOUND)).isNotEmptyFile();
  }

  private void put(String... paths) throws IOException {
    byte[] clip =
        Files.readAllBytes(
            new DatasetLayout(home.resolve("dataset")).path(CLIPS.get(0), Kind.VIDEO));
    for (String path : paths) {
      Path file = folder.resolve("copy").resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, clip);
    }
  }

  @Test
  void namesThatAreAlmostRightAreToldWithTheRightOnes() throws IOException {
    put(
        "train/pole_vault/--demo-pole.mp4",
        "train/blowing_glass/demo-glas-1.mp4",
        "train/Playing violin/demo-viol-1.mp4",
        "train/pole_vault/DEMO_POLE-2.mp4",
        "train/pole_vault/Demo-Pole-2.mp4",
        "test/demo-none.mp4");
    DatasetFixture.in(folder.resolve("copy"))
        .journal("run", DatasetFixture.line("download", "valid", "demo-pole-3", "gone", ""));

    Kinetics.Result adopted = run(folder, "adopt", "copy");

    String violin =
        "does not belong: copy/train/Playing violin: looks like class 'playing violin';"
            + " rename the folder to playing_violin\n";
    assertThat(adopted.out())
        .as("%s", adopted)
        .contains(violin)
        .contains(
            "Demo-Pole-2.mp4: looks like the clip 'demo-pole-2'; rename it to demo-pole-2.mp4")
        .contains("does not belong: copy/train/pole_vault/DEMO_POLE-2.mp4\n")
        .contains("valid: 0 clips there, 1 gone, 2 missing")
        .contains("'kinetics download --all --test --dataset-dir copy'");
    Kinetics.Result verified = run(folder, "verify", "--quick", "--dataset-dir=copy");
    assertThat(verified.out()).contains(violin);
    Files.createDirectory(folder.resolve("copy/train/playing_violin"));
    assertThat(run(folder, "verify", "--quick", "--dataset-dir=copy").out())
        .contains("looks like class 'playing violin'; move what is in it to playing_violin");
  }

  @Test
  void whatIsNoKnownCopyIsRefusedAndStaysAsItWas() throws IOException {
    put("train/pole_vault/unknown.mp4");
    Kinetics.Result unknown = run(folder, "adopt", "copy");
    assertThat(unknown.exitCode()).as("%s", unknown).isEqualTo(2);
    assertThat(unknown.err())
        .contains("--release", "--annotations")
        .contains("is a clip of release demo, the only list in the cache;");

    put("train/pole_vault/unknown_000001_000011.mp4", "train/pole_vault/b_000001_000011.mp4");
    for (String subcommand : List.of("verify", "stats", "frames --all", "clean")) {
      List<String> words = new ArrayList<>(List.of(subcommand.split(" ")));
      words.add("--dataset-dir=copy");
      if (!subcommand.equals("clean")) {
        words.add("--release=demo");
      }
      Kinetics.Result mixed = run(folder, words.toArray(String[]::new));
      assertThat(mixed.exitCode()).as("%s", mixed).isEqualTo(2);
      assertThat(mixed.err()).contains("--naming id-times");
    }
    assertThat(folder.resolve("copy/.kinetics")).doesNotExist();
  }

  @Test
  void aRenamingThatFitsNothingIsRefusedUnlessItIsToldFromWhat() throws IOException {
    put("train/pole vault/demo-pole-2_000030_000040.mp4", "train/pole vault/notes.txt");
    Path remembered = folder.resolve("copy/.kinetics/naming.json");
    NamingFile.remember(new DatasetLayout(folder.resolve("copy")));
    byte[] wrong = Files.readAllBytes(remembered);

    String[] rename = {"rename", "--release=demo", "--dataset-dir=copy", "--split-dirs=a,b,c"};
    Kinetics.Result refused = run(folder, rename);
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertThat(refused.err()).contains("--from-naming", "--from-class-dirs");
    assertThat(remembered).hasBinaryContent(wrong);

    List<String> told = new ArrayList<>(List.of(rename));
    told.addAll(List.of("--from-naming=id-times", "--from-class-dirs=label", "--naming=id"));
    told.add("--class-dirs=underscore");
    Kinetics.Result renamed = run(folder, told.toArray(String[]::new));
    assertThat(renamed.exitCode()).as("%s", renamed).isZero();
    assertThat(files(folder.resolve("copy")).keySet())
        .as("one folder for the class")
        .containsExactly("a/pole_vault/demo-pole-2.mp4", "a/pole_vault/notes.txt");
    assertThat(folder.resolve("copy/train")).doesNotExist();
  }
}
