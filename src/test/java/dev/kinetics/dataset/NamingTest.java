package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.dataset.Naming.ClipNames;
import dev.kinetics.error.KineticsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of naming, held against the rules of the programs that read it. */
class NamingTest {
  private static final Map<Split, String> VAL =
      Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test");

  @TempDir Path folder;

  private static Clip clip(Split split, String label, long startMillis, long endMillis) {
    return new Clip("--6bJUbfpnQ", split, label, startMillis, endMillis, "--6bJUbfpnQ", "");
  }

  private String video(Naming naming, Clip clip) {
    Path path = new DatasetLayout(folder, naming).path(clip, Kind.VIDEO);
    return folder.relativize(path).toString().replace('\\', '/');
  }

  @Test
  void theDefaultIsThatOfTheOriginalScripts() {
    Clip clip = clip(Split.VALID, "massaging person's head", 10_000, 20_000);
    assertThat(video(Naming.DEFAULT, clip))
        .isEqualTo("valid/massaging_person's_head/--6bJUbfpnQ.mp4");
  }

  /**
   * torchvision, {@code datasets/kinetics.py}, {@code Kinetics.__init__} and {@code
   * _make_ds_structure}: below the root a folder called train, val or test; in it a folder a class,
   * whose name is the label with spaces as underscores and without apostrophes and round brackets;
   * in it the id, the start and the end as whole seconds of six digits at least, ending in mp4 or
   * avi.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "pole vault,train/pole_vault",
        "massaging person's head,train/massaging_persons_head",
        "passing American football (not in game),train/passing_American_football_not_in_game",
        "tai chi,train/tai_chi"
      })
  void torchvisionFindsItsClasses(String label, String path) {
    Naming naming = new Naming(ClipNames.ID_TIMES, ClassFolders.TORCHVISION, VAL);
    assertThat(video(naming, clip(Split.TRAIN, label, 10_000, 20_000)))
        .isEqualTo(path + "/--6bJUbfpnQ_000010_000020.mp4");
    assertThat(video(naming, clip(Split.VALID, label, 10_000, 20_000))).startsWith("val/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(..)", "('.kinetics')", "()", "(pole) vault"})
  void classesWithoutAFolderOfTheirOwnAreRefused(String label) {
    List<String> labels = List.of("pole vault", label);
    ClassFolders.LABEL.requireOwn(labels);

    assertThatThrownBy(() -> ClassFolders.TORCHVISION.requireOwn(labels))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("'" + label + "'");
  }

  @Test
  void aSlashInALabelIsTurnedBack() {
    for (ClassFolders folders : ClassFolders.values()) {
      String folder = folders.folder("bend/bow down");
      assertThat(folder).isIn("bend%2Fbow_down", "bend%2Fbow down");
      assertThat(folders.label(folder)).isEqualTo("bend/bow down");
    }
  }

  /**
   * MMAction2, {@code tools/data/parse_file_list.py}, {@code parse_kinetics_splits} at level 2: a
   * line of its file list names the class, its spaces as underscores and its double quotes left
   * out, then the id with start and end, each made a number, cut to whole seconds and padded to six
   * digits. Lines of the test list have no class folder.
   */
  @ParameterizedTest
  @CsvSource({"10000,20000,000010_000020", "12900,22999,000012_000022", "500,10500,000000_000010"})
  void mmactionsFileListsNameTheClips(long start, long end, String times) {
    Naming naming = new Naming(ClipNames.ID_TIMES, ClassFolders.UNDERSCORE, VAL);
    String name = "--6bJUbfpnQ_" + times + ".mp4";
    assertThat(video(naming, clip(Split.TRAIN, "passing American football (in game)", start, end)))
        .isEqualTo("train/passing_American_football_(in_game)/" + name);
    assertThat(video(naming, clip(Split.TEST, "", start, end))).isEqualTo("test/" + name);
  }

  /**
   * The crawler of ActivityNet (Crawler/Kinetics/download.py, {@code construct_video_filename} and
   * {@code create_video_folders}), with which the mirror was made: the folder is the label itself,
   * the times go through Python's integer format, which cuts fractions off.
   */
  @Test
  void theCrawlersFoldersAreTheLabels() {
    Naming naming = new Naming(ClipNames.ID_TIMES, ClassFolders.LABEL, VAL);
    assertThat(video(naming, clip(Split.TRAIN, "massaging person's head", 9_999, 19_001)))
        .isEqualTo("train/massaging person's head/--6bJUbfpnQ_000009_000019.mp4");
  }

  @Test
  void timesOfMoreThanSixDigitsStayWhole() {
    Clip clip = clip(Split.TRAIN, "pole vault", 1_234_567_000L, 1_234_577_000L);
    assertThat(clip.timedName()).isEqualTo("--6bJUbfpnQ_1234567_1234577");
  }

  @Test
  void framesAndSoundLieBesideEachSplitFolder() {
    Naming naming = new Naming(ClipNames.ID_TIMES, ClassFolders.LABEL, VAL);
    DatasetLayout layout = new DatasetLayout(folder, naming);
    Clip clip = clip(Split.VALID, "pole vault", 1_000, 2_000);
    assertThat(layout.path(clip, Kind.FRAMES))
        .isEqualTo(folder.resolve("val_frames/pole vault/--6bJUbfpnQ_000001_000002"));
    assertThat(layout.path(clip, Kind.SOUND))
        .isEqualTo(folder.resolve("val_sound/pole vault/--6bJUbfpnQ_000001_000002.mp3"));
    assertThat(layout.path(clip, Kind.VIDEO, DatasetLayout.COMPRESSED_ENDING))
        .isEqualTo(folder.resolve("val/pole vault/--6bJUbfpnQ_000001_000002.mp4.gz"));
  }

  @ParameterizedTest
  @CsvSource({
    "train,train,test",
    "train,train_frames,test",
    "val_sound,val,test",
    "..,val,test",
    "a/b,val,test",
    ".kinetics,val,test",
    "'',val,test",
    "tr ain,val,test"
  })
  void splitFoldersThatMeetOrLeadAwayAreRefused(String train, String valid, String test) {
    Map<Split, String> folders = Map.of(Split.TRAIN, train, Split.VALID, valid, Split.TEST, test);
    assertThatThrownBy(() -> NamingFile.checked(folders)).isInstanceOf(KineticsException.class);
  }

  @Test
  void aDatasetRemembersItsNaming() {
    for (ClipNames names : ClipNames.values()) {
      for (ClassFolders folders : ClassFolders.values()) {
        Path root = folder.resolve(names + "-" + folders);
        Naming naming = new Naming(names, folders, VAL);
        assertThat(NamingFile.read(root)).isEmpty();
        NamingFile.remember(new DatasetLayout(root, naming));
        assertThat(NamingFile.read(root)).contains(naming);
        assertThatThrownBy(() -> NamingFile.remember(new DatasetLayout(root)))
            .isInstanceOf(KineticsException.class)
            .hasMessageContaining(NamingFile.words(naming));
        assertThat(NamingFile.read(root)).as("the first holds").contains(naming);
      }
    }
  }

  @Test
  void aNamingFileThatIsBrokenIsSaidSo() throws Exception {
    Path file = folder.resolve(".kinetics/naming.json");
    Files.createDirectories(file.getParent());
    String evil =
        "{\"naming\": \"id\", \"class-dirs\": \"label\", \"split-dirs\":"
            + " {\"train\": \"../out\", \"valid\": \"val\", \"test\": \"test\"}}";
    for (String text : List.of("", "{", "[]", "{\"naming\": \"other\"}", evil)) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> NamingFile.read(folder))
          .as(text)
          .isInstanceOf(KineticsException.class);
    }
  }

  @Test
  void ofRunsThatBeginAtOnceOneNamesTheDataset() throws Exception {
    Naming other = new Naming(ClipNames.ID_TIMES, ClassFolders.LABEL, VAL);
    for (int round = 0; round < 20; round++) {
      Path root = folder.resolve("dataset" + round);
      List<Callable<Naming>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Naming mine = i % 2 == 0 ? Naming.DEFAULT : other;
        runs.add(
            () -> {
              NamingFile.remember(new DatasetLayout(root, mine));
              return mine;
            });
      }
      ExecutorService threads = Executors.newFixedThreadPool(runs.size());
      Set<Naming> went = new HashSet<>();
      int refused = 0;
      for (Future<Naming> run : threads.invokeAll(runs)) {
        try {
          went.add(run.get());
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(KineticsException.class);
          assertThat(e).hasMessageContaining("named");
          refused++;
        }
      }
      threads.shutdown();

      assertThat(went).hasSize(1).containsExactly(NamingFile.read(root).orElseThrow());
      assertThat(refused).isEqualTo(4);
    }
  }
}
