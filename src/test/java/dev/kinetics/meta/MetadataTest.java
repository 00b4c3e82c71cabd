package dev.kinetics.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassIndices.Labels;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.dataset.Naming.ClipNames;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {
  private static final String HEAD = "massaging person's head";
  private static final String BOXING = "punching person (boxing)";
  private static final List<String> LABELS =
      List.of("pole vault", "blowing glass", HEAD, BOXING, "abseiling", "zumba", "yoga", "vault");

  private static final Map<String, Object> DEMO =
      Map.of("blowing glass", 0, "playing violin", 1, "pole vault", 2);

  @TempDir private Path folder;
  private DatasetLayout layout;
  private Path prefix;

  @BeforeEach
  void layOut() {
    layout = new DatasetLayout(folder.resolve("dataset"));
    prefix = folder.resolve("made/kinetics");
  }

  @Test
  void writesAThousandClipsUnderTheirLabels() {
    Map<String, String> train = new TreeMap<>();
    Map<String, String> valid = new TreeMap<>();
    Map<String, String> test = new TreeMap<>();
    List<Clip> testClips = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String name = (i % 7 == 0 ? "-" : "v") + "_id%08d".formatted(i);
      String label = LABELS.get(i % LABELS.size());
      if (i < 700) {
        train.put(name, label);
        touch("train/" + label.replace(' ', '_') + "/" + name + ".mp4");
      } else if (i < 900) {
        valid.put(name, label);
        touch("valid/" + label.replace(' ', '_') + "/" + name + ".mp4");
      } else {
        test.put(name, i % 2 == 0 ? label : "");
        touch("test/" + name + ".mp4");
        testClips.add(clip(name, i % 2 == 0 ? label : ""));
      }
    }

    MetadataResult result =
        Metadata.write(
            layout,
            LABELS,
            testClips,
            List.of(),
            MetadataWishes.allOf(Kind.VIDEO, Release.KINETICS_400, prefix));

    assertThat(json("_400_train")).isEqualTo(train);
    assertThat(json("_400_val")).isEqualTo(valid);
    assertThat(json("_400_test")).isEqualTo(test);
    List<String> whole = ClassCatalog.of(Release.KINETICS_400).classes();
    Map<String, Object> classes = json("_400_classes");
    for (String label : whole) {
      assertThat(classes.get(label)).as(label).isEqualTo(whole.indexOf(label));
    }
    assertThat(classes).hasSize(400);
    assertThat(result.sets())
        .containsExactly(
            new MetadataResult.WrittenSet(
                made("_400_train"),
                made("_400_val"),
                made("_400_test"),
                made("_400_classes"),
                700,
                200,
                100,
                8,
                400));
    assertThat(result.warnings()).as("nobody asked for a set of 400").isEmpty();
    assertThat(filesIn(prefix.getParent())).hasSize(4);
  }

  @Test
  void takesOnlyWholeFilesOfTheKind() {
    touch("train/pole_vault/plain.mp4");
    touch("train/pole_vault/zipped.mp4.gz");
    touch("train/pole_vault/both.mp4");
    touch("train/pole_vault/both.mp4.gz");
    touch("train/pole_vault/.hidden.mp4");
    touch("train/pole_vault/.half.mp4.123.kinetics-partial");
    touch("train/pole_vault/half.mp4.part");
    touch("train/pole_vault/half.temp.mp4");
    touch("train/pole_vault/folder.mp4/inside.mp4");
    touch("train/pole_vault/.mp4");
    touch("train/.hidden_class/a.mp4");
    touch("train/empty_class/notes.txt");
    touch("train/no folder/a.mp4");
    touch("train/stray.mp4");
    touch("valid/pole_vault/other.mp4");

    MetadataResult result = write(options(Kind.VIDEO));

    assertThat(json("_3_train").keySet()).containsExactly("both", "plain", "zipped");
    assertThat(json("_3_classes")).isEqualTo(DEMO);
    assertThat(result.warnings())
        .anyMatch(w -> w.startsWith("2 names are no clip's or class's and were left out"));
  }

  @Test
  void takesFoldersOfFramesAndSoundTracks() {
    touch("train_frames/pole_vault/framed/frame0.jpg");
    touch("train_frames/pole_vault/file");
    touch("valid_frames/pole_vault/other/frame0.jpg");
    touch("test_frames/tested/frame0.jpg");
    touch("train_sound/yoga/heard.mp3");
    touch("train_sound/yoga/heard.mp4");
    touch("valid_sound/yoga/too.mp3");

    write(options(Kind.FRAMES));
    assertThat(json("_3_train")).isEqualTo(Map.of("framed", "pole vault"));
    assertThat(json("_3_val")).isEqualTo(Map.of("other", "pole vault"));
    assertThat(json("_3_test")).isEqualTo(Map.of("tested", ""));

    write(options(Kind.SOUND));
    assertThat(json("_3_train")).isEqualTo(Map.of("heard", "yoga"));
    assertThat(json("_3_val")).isEqualTo(Map.of("too", "yoga"));
    assertThat(json("_3_test")).isEmpty();
  }

  @Test
  void readsFoldersOfEveryNaming() {
    Naming torchvision =
        new Naming(
            ClipNames.ID_TIMES,
            ClassFolders.TORCHVISION,
            Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test"));
    layout = new DatasetLayout(layout.root(), torchvision);
    touch("train/punching_person_boxing/a_000001_000011.mp4");
    touch("val/punching_person_boxing/b_000001_000011.mp4");
    touch("test/c_000001_000011.mp4");

    Metadata.write(layout, LABELS, List.of(clip("c", BOXING)), List.of(), options(Kind.VIDEO));

    assertThat(json("_3_train")).isEqualTo(Map.of("a_000001_000011", BOXING));
    assertThat(json("_3_val")).isEqualTo(Map.of("b_000001_000011", BOXING));
    assertThat(json("_3_test")).isEqualTo(Map.of("c_000001_000011", BOXING));

    layout =
        new DatasetLayout(
            folder.resolve("other"),
            new Naming(ClipNames.ID, ClassFolders.LABEL, torchvision.splitFolders()));
    touch("train/my_own class/a.mp4");
    touch("val/my_own class/b.mp4");
    write(options(Kind.VIDEO));
    assertThat(json("_3_classes")).isEqualTo(Map.of("my_own class", 0));
  }

  @Test
  void callsAClassOfOnesOwnByItsFolder() {
    touch("train/my_own_class/a.mp4");
    touch("valid/my_own_class/b.mp4");

    write(options(Kind.VIDEO));

    assertThat(json("_3_classes")).isEqualTo(Map.of("my own class", 0));
  }

  @Test
  void countsAsPublishedModelsDoWhateverIsMissing() {
    touch("train/blowing_glass/a.mp4");
    touch("train/pole_vault/b.mp4");
    touch("valid/blowing_glass/c.mp4");
    touch("valid/pole_vault/d.mp4");
    MetadataOptions all = MetadataWishes.allOf(Kind.VIDEO, Release.KINETICS_400, prefix);

    write(MetadataWishes.ofSets(all, 400, 2));
    assertThat(json("_400_classes"))
        .hasSize(400)
        .containsEntry("blowing glass", 24)
        .containsEntry("pole vault", 253);
    assertThat(json("_2_classes")).isEqualTo(Map.of("blowing glass", 0, "pole vault", 1));

    write(counted(MetadataWishes.ofSets(all, 400, 2), Labels.DENSE, null));
    assertThat(json("_400_classes")).isEqualTo(json("_2_classes"));
    write(counted(MetadataWishes.ofSets(all, 2), Labels.FULL, null));
    assertThat(json("_2_classes")).hasSize(400).containsEntry("pole vault", 253);
  }

  @Test
  void countsByAnOrderOfOnesOwn() throws IOException {
    touch("train/pole_vault/b.mp4");
    touch("valid/pole_vault/d.mp4");
    Path order = folder.resolve("order.txt");
    Files.writeString(order, "pole_vault\nzumba\n");

    write(counted(options(Kind.VIDEO), null, order));
    assertThat(json("_3_classes")).isEqualTo(Map.of("pole vault", 0, "zumba", 1));

    Files.writeString(order, "zumba\n");
    assertThatThrownBy(() -> write(counted(options(Kind.VIDEO), null, order)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("'pole vault'");
    assertThatThrownBy(() -> write(counted(options(Kind.VIDEO), Labels.FULL, order)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("--labels and --class-order");
  }

  @Test
  void writesADatasetOfTrainOrValidAlone() {
    touch("train/pole_vault/b.mp4");
    MetadataResult train = write(options(Kind.VIDEO));
    assertThat(json("_3_train")).isEqualTo(Map.of("b", "pole vault"));
    assertThat(made("_3_val")).hasContent("{}");
    assertThat(train.warnings()).contains("valid has no clips: its file is empty");

    layout = new DatasetLayout(folder.resolve("other"));
    touch("valid/pole_vault/c.mp4");
    MetadataResult valid = write(options(Kind.VIDEO));
    assertThat(json("_3_val")).isEqualTo(Map.of("c", "pole vault"));
    assertThat(made("_3_train")).hasContent("{}");
    assertThat(valid.warnings()).contains("train has no clips: its file is empty");
  }

  @Test
  void refusesDifferentClassesAndNamesThem() {
    touch("train/pole_vault/a.mp4");
    touch("train/yoga/b.mp4");
    touch("valid/zumba/c.mp4");
    touch("valid/yoga/d.mp4");

    assertThatThrownBy(() -> write(options(Kind.VIDEO)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("only train has 'pole vault'; only valid has 'zumba'")
        .hasMessageContaining("--force")
        .extracting(e -> ((KineticsException) e).exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(prefix.getParent()).doesNotExist();

    write(forced(options(Kind.VIDEO)));
    assertThat(json("_3_classes"))
        .containsAllEntriesOf(DEMO)
        .containsEntry("yoga", 3)
        .containsEntry("zumba", 4)
        .hasSize(5);
    assertThat(json("_3_train")).isEqualTo(Map.of("a", "pole vault", "b", "yoga"));
    assertThat(json("_3_val")).isEqualTo(Map.of("c", "zumba", "d", "yoga"));
  }

  @Test
  void refusesAnEmptyDataset() {
    assertThatThrownBy(() -> write(options(Kind.SOUND)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("no clips lie under " + layout.root().resolve("train_sound"));
  }

  @Test
  void drawsTheSameSetsFromTheSameSeed() {
    for (int i = 0; i < 60; i++) {
      touch("train/class_%02d/t%02d.mp4".formatted(i, i));
      touch("valid/class_%02d/v%02d.mp4".formatted(i, i));
      touch("test/x%02d.mp4".formatted(i));
    }
    List<Clip> testClips =
        IntStream.range(0, 60)
            .mapToObj(i -> clip("x%02d".formatted(i), i < 30 ? "class %02d".formatted(i) : ""))
            .toList();
    MetadataOptions options = MetadataWishes.ofSets(options(Kind.VIDEO), 10, 20);

    Metadata.write(layout, LABELS, testClips, List.of(), options);
    Map<String, String> first = files();
    Metadata.write(layout, LABELS, testClips, List.of(), options);
    assertThat(files()).isEqualTo(first).hasSize(8);

    Map<String, Object> ten = json("_10_classes");
    assertThat(ten).hasSize(10);
    assertThat(new TreeSet<>(ten.keySet())).isSubsetOf(json("_20_classes").keySet());
    // Drawn, not the first ten; and indices follow the sorted order.
    assertThat(ten.keySet())
        .isNotEqualTo(
            IntStream.range(0, 10).mapToObj("class %02d"::formatted).collect(Collectors.toSet()));
    int index = 0;
    for (String label : new TreeSet<>(ten.keySet())) {
      assertThat(ten.get(label)).isEqualTo(index++);
    }
    assertThat(json("_10_train").values()).containsExactlyInAnyOrderElementsOf(ten.keySet());
    assertThat(json("_10_val").values()).containsExactlyInAnyOrderElementsOf(ten.keySet());
    assertThat(json("_10_test").values()).filteredOn(""::equals).hasSize(30);
    assertThat(json("_10_test").values())
        .filteredOn(label -> !label.equals(""))
        .allMatch(ten::containsKey)
        .hasSize(
            (int)
                ten.keySet().stream().filter(l -> l.toString().compareTo("class 30") < 0).count());

    Metadata.write(layout, LABELS, testClips, List.of(), seeded(options, 7));
    assertThat(json("_10_classes").keySet()).isNotEqualTo(ten.keySet());
  }

  @Test
  void keepsToTheFileOfClasses() throws IOException {
    for (String label : List.of("pole_vault", "yoga", "zumba")) {
      touch("train/" + label + "/t_" + label + ".mp4");
      touch("test/x_" + label + ".mp4");
    }
    touch("valid/pole_vault/v.mp4");
    touch("valid/yoga/w.mp4");
    Path list = folder.resolve("list.json");
    Files.writeString(list, "[\"yoga\", \"pole_vault\"]");

    write(listed(options(Kind.VIDEO), list));

    assertThat(json("_classes")).isEqualTo(Map.of("pole vault", 0, "yoga", 1));
    assertThat(json("_train")).isEqualTo(Map.of("t_pole_vault", "pole vault", "t_yoga", "yoga"));
    assertThat(json("_val")).isEqualTo(Map.of("v", "pole vault", "w", "yoga"));
    assertThat(json("_test")).hasSize(3);

    Files.writeString(list, "[\"yoga\", \"pole vualt\"]");
    assertThatThrownBy(() -> write(listed(options(Kind.VIDEO), list)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("neither has 'pole vualt'");
    for (String bad :
        List.of("", "{}", "[]", "[1]", "[\"yoga\"", "[\"yoga\"] 2", "[[\"yoga\"]]", "\0")) {
      Files.writeString(list, bad);
      assertThatThrownBy(() -> write(listed(options(Kind.VIDEO), list)))
          .as(bad)
          .isInstanceOf(KineticsException.class)
          .hasMessageContaining("list.json:1");
    }
    Files.delete(list);
    assertThatThrownBy(() -> write(listed(options(Kind.VIDEO), list)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("there is no file " + list);
  }

  @Test
  void keepsSoManyClipsAndMakesValidOfTrain() {
    for (int i = 0; i < 30; i++) {
      touch("train/yoga/t%02d.mp4".formatted(i));
      touch("valid/yoga/v%02d.mp4".formatted(i));
      touch("test/x%02d.mp4".formatted(i));
    }

    write(limited(options(Kind.VIDEO), 7, 4, OptionalDouble.empty()));
    assertThat(json("_3_train")).hasSize(7);
    assertThat(json("_3_val")).hasSize(30);
    assertThat(json("_3_test")).hasSize(4);
    Map<String, Object> seven = json("_3_train");
    assertThat(seven.keySet())
        .isNotEqualTo(
            IntStream.range(0, 7).mapToObj("t%02d"::formatted).collect(Collectors.toSet()));

    write(limited(options(Kind.VIDEO), 30, 12, OptionalDouble.of(0.1)));
    assertThat(json("_3_train")).hasSize(27);
    assertThat(json("_3_val")).hasSize(3);
    assertThat(json("_3_test")).hasSize(12);
    assertThat(json("_3_val").keySet())
        .allMatch(name -> name.startsWith("t"))
        .doesNotContainAnyElementsOf(json("_3_train").keySet());
    assertThat(json("_3_test").keySet()).allMatch(name -> name.startsWith("v"));
    assertThat(json("_3_test").values()).containsOnly("yoga");
  }

  @Test
  void countsAClipInTwoClassFoldersOnce() {
    touch("train/yoga/a.mp4");
    touch("train/zumba/a.mp4");
    touch("valid/yoga/b.mp4");
    touch("valid/zumba/c.mp4");

    MetadataResult result = write(options(Kind.VIDEO));

    assertThat(json("_3_train")).isEqualTo(Map.of("a", "yoga"));
    assertThat(result.warnings()).anyMatch(w -> w.contains("1 clip lies in two class folders"));
  }

  @Test
  void takesTheTestLabelsWhereOnlyTheTestSetIsThere() {
    touch("test/a.mp4");
    touch("test/b.mp4");

    Metadata.write(layout, LABELS, List.of(clip("a", "yoga")), List.of(), options(Kind.VIDEO));

    assertThat(json("_3_test")).isEqualTo(Map.of("a", "yoga", "b", ""));
    assertThat(json("_3_classes")).isEqualTo(Map.of("yoga", 0));
    assertThat(made("_3_train")).hasContent("{}");
  }

  @Test
  void leavesTheOldFilesWhenOneCannotBeWritten() throws IOException {
    touch("train/yoga/a.mp4");
    touch("valid/yoga/b.mp4");
    write(options(Kind.VIDEO));
    Map<String, String> before = files();
    touch("train/yoga/new.mp4");
    Files.delete(made("_3_classes"));
    Files.createDirectories(made("_3_classes").resolve("in the way"));

    assertThatThrownBy(() -> write(options(Kind.VIDEO)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("can't write");

    before.remove("kinetics_3_classes.json");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void refusesOptionsOutOfRange() {
    MetadataOptions options = options(Kind.VIDEO);
    Path list = folder.resolve("list.json");
    assertThatThrownBy(() -> MetadataWishes.ofSets(options, 0))
        .isInstanceOf(KineticsException.class);
    assertThatThrownBy(() -> listed(MetadataWishes.ofSets(options, 3), list))
        .isInstanceOf(KineticsException.class);
    assertThatThrownBy(() -> limited(options, 0, 1, OptionalDouble.empty()))
        .isInstanceOf(KineticsException.class);
    for (double fraction : new double[] {0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> limited(options, 1, 1, OptionalDouble.of(fraction)))
          .isInstanceOf(KineticsException.class);
    }
  }

  private MetadataOptions options(Kind kind) {
    return MetadataWishes.allOf(kind, Release.DEMO, prefix);
  }

  private MetadataResult write(MetadataOptions options) {
    return Metadata.write(layout, LABELS, List.of(), List.of(), options);
  }

  private static MetadataOptions forced(MetadataOptions o) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        o.sets(),
        o.prefix(),
        true,
        o.seed(),
        o.classesFile(),
        o.maxTrainingVideos(),
        o.maxTestingVideos(),
        o.validationFromTraining(),
        o.indexing());
  }

  private static MetadataOptions seeded(MetadataOptions o, long seed) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        o.sets(),
        o.prefix(),
        o.force(),
        seed,
        o.classesFile(),
        o.maxTrainingVideos(),
        o.maxTestingVideos(),
        o.validationFromTraining(),
        o.indexing());
  }

  private static MetadataOptions counted(MetadataOptions o, Labels labels, Path order) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        o.sets(),
        o.prefix(),
        o.force(),
        o.seed(),
        o.classesFile(),
        o.maxTrainingVideos(),
        o.maxTestingVideos(),
        o.validationFromTraining(),
        new Indexing(labels, order, o.indexing().whole()));
  }

  private static MetadataOptions listed(MetadataOptions o, Path list) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        o.sets(),
        o.prefix(),
        o.force(),
        o.seed(),
        list,
        o.maxTrainingVideos(),
        o.maxTestingVideos(),
        o.validationFromTraining(),
        o.indexing());
  }

  private static MetadataOptions limited(
      MetadataOptions o, int training, int testing, OptionalDouble fraction) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        o.sets(),
        o.prefix(),
        o.force(),
        o.seed(),
        o.classesFile(),
        OptionalInt.of(training),
        OptionalInt.of(testing),
        fraction,
        o.indexing());
  }

  private static Clip clip(String name, String label) {
    return new Clip(name, Split.TEST, label, 1_000, 11_000, name, "");
  }

  private void touch(String path) {
    Path file = layout.root().resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path made(String ending) {
    return prefix.resolveSibling("kinetics" + ending + ".json");
  }

  private Map<String, Object> json(String ending) {
    try {
      return new ObjectMapper().readValue(made(ending).toFile(), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> files() {
    Map<String, String> contents = new HashMap<>();
    for (Path file : filesIn(prefix.getParent())) {
      if (Files.isRegularFile(file)) {
        try {
          contents.put(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return contents;
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
