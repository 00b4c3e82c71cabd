package dev.kinetics.lists;

import static dev.kinetics.lists.ListSamples.CATALOG;
import static dev.kinetics.lists.ListSamples.HEADER;
import static dev.kinetics.lists.ListSamples.classes;
import static dev.kinetics.lists.ListSamples.everything;
import static dev.kinetics.lists.ListSamples.gzip;
import static dev.kinetics.lists.ListSamples.json;
import static dev.kinetics.lists.ListSamples.publishersArchive;
import static dev.kinetics.lists.ListSamples.readAll;
import static dev.kinetics.lists.ListSamples.splits;
import static dev.kinetics.lists.ListSamples.tar;
import static dev.kinetics.lists.ListSamples.utf8;
import static dev.kinetics.lists.ListSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.annotations.Subset;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationReaderTest {
  @TempDir private Path folder;

  // Forms of a list

  @Test
  void csvAndJsonSayTheSame() throws IOException {
    Path csv =
        write(
            folder.resolve("a.csv"),
            HEADER
                + "pole vault,--6bJUbfpnQ,17,27,train\n"
                + "\"massaging person's head\",-0AFA2OVzn0,0,10.5,val\n"
                + ",test0000001,3,13,test\n");
    Path json =
        write(
            folder.resolve("b.json"),
            "{"
                + json("--6bJUbfpnQ", "pole vault", "17.0, 27.0", "training")
                + ",\n"
                + json("-0AFA2OVzn0", "massaging person's head", "0, 10.5", "validation")
                + ", "
                + json("test0000001", null, "3.0, 13.0", "testing")
                + "}\n");
    List<Clip> clips = readAll(csv).clips();
    assertThat(clips)
        .containsExactly(
            clip("--6bJUbfpnQ", Split.TRAIN, "pole vault", 17_000, 27_000),
            clip("-0AFA2OVzn0", Split.VALID, "massaging person's head", 0, 10_500),
            clip("test0000001", Split.TEST, "", 3_000, 13_000));
    for (Path list :
        List.of(
            json,
            write(folder.resolve("csv.gz"), gzip(Files.readAllBytes(csv))),
            write(folder.resolve("json.csv.gz"), gzip(Files.readAllBytes(json))))) {
      assertThat(readAll(list).clips()).as(list.toString()).isEqualTo(clips);
    }
  }

  @Test
  void aTestEntryMayHaveAnEmptyLabelAndOthersMayNot() throws IOException {
    Path list =
        write(
            folder.resolve("list.json"),
            "{"
                + json("test0000001", "", "3.0, 13.0", "testing")
                + ","
                + json("train000001", "", "3.0, 13.0", "training")
                + "}");
    AnnotationList read = readAll(list);
    assertThat(read.clips()).containsExactly(clip("test0000001", Split.TEST, "", 3_000, 13_000));
    assertThat(read.refused().firstFew())
        .containsExactly("list.json:1: entry 'train000001': no label");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kinetics400.tar.gz", "kinetics400.tgz", "kinetics400.tar", "plain.tar.gz"})
  void thePublishersArchiveIsReadWhateverItIsCalled(String name) throws IOException {
    byte[] tar = tar(publishersArchive());
    boolean plain = name.endsWith(".tar") || name.startsWith("plain");
    assertThatThePublishersListsAreRead(write(folder.resolve(name), plain ? tar : gzip(tar)));
  }

  @Test
  void theUnpackedArchiveIsReadAlike() throws IOException {
    for (Map.Entry<String, byte[]> entry : publishersArchive().entrySet()) {
      if (!entry.getKey().endsWith("/")) {
        write(folder.resolve(entry.getKey()), entry.getValue());
      }
    }
    assertThatThePublishersListsAreRead(folder.resolve("kinetics400"));
  }

  private static void assertThatThePublishersListsAreRead(Path list) {
    AnnotationList read = readAll(list);
    // The JSON, which lacks a clip, is not read beside the CSV.
    assertThat(read.clips())
        .extracting(Clip::id)
        .containsExactly("train000001", "train000002", "valid000001", "test0000001");
    assertThat(read.counts())
        .isEqualTo(
            Map.of(
                Split.TRAIN, Map.of("pole vault", 1, "abseiling", 1),
                Split.VALID, Map.of("pole vault", 1),
                Split.TEST, Map.of("", 1)));
    assertThat(read.refused()).isEqualTo(new RefusedRows(0, List.of()));
    assertThat(AnnotationReader.count(list, Release.KINETICS_400).counts())
        .isEqualTo(read.counts());
    assertThat(AnnotationReader.count(list, Release.KINETICS_400).clips()).isEmpty();
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreAllowed() throws IOException {
    String text = "\uFEFF" + HEADER + "\"pole vault\",train000001,5,15,train\n\n";
    Path list = write(folder.resolve("list.csv"), text.replace("\n", "\r\n"));
    assertThat(readAll(list).clips())
        .containsExactly(clip("train000001", Split.TRAIN, "pole vault", 5_000, 15_000));
    Path json =
        write(
            folder.resolve("list.json"),
            "\uFEFF\r\n {" + json("train000001", "pole vault", "5,15", "train") + "}\r\n");
    assertThat(readAll(json).clips()).isEqualTo(readAll(list).clips());
  }

  @Test
  void columnsComeInAnyOrderAndUnknownOnesArePassedOver() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            "split,note, Time_End ,youtube_id,is_cc,time_start,label\n"
                + "val,\"a \"\"b\"\"\nc\",15,valid000001,0,5,pole vault\n"
                + "train,, 16 ,train000001,1, 6 ,\" yoga \"\n");
    AnnotationList read = readAll(list);
    assertThat(read.clips())
        .containsExactly(
            clip("train000001", Split.TRAIN, "yoga", 6_000, 16_000),
            clip("valid000001", Split.VALID, "pole vault", 5_000, 15_000));
    assertThat(read.refused().count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "train,TRAIN",
    "training,TRAIN",
    "val,VALID",
    "valid,VALID",
    "validate,VALID",
    "validation,VALID",
    "test,TEST",
    "testing,TEST",
    "Train,TRAIN"
  })
  void splitsAreCalledManyThings(String word, Split split) throws IOException {
    Path column = write(folder.resolve("list.csv"), HEADER + "yoga,a,1,2," + word + "\n");
    Path name =
        write(
            folder.resolve("kinetics-400-" + word + ".csv"),
            "label,youtube_id,time_start,time_end\nyoga,a,1,2\n");
    for (Path list : List.of(column, name)) {
      assertThat(readAll(list).clips()).containsExactly(clip("a", split, "yoga", 1_000, 2_000));
    }
  }

  @Test
  void aListWithoutLabelsIsEnoughForTheTestSet() throws IOException {
    Path list = write(folder.resolve("test.csv"), "youtube_id,time_start,time_end\na,1,2\n");
    assertThat(readAll(list).clips()).containsExactly(clip("a", Split.TEST, "", 1_000, 2_000));
    Path train = write(folder.resolve("train.csv"), "youtube_id,time_start,time_end\na,1,2\n");
    assertFault(train, "train.csv:2: lacks the column label");
  }

  @Test
  void listsForOtherSitesBringTheirAddresses() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            "youtube_id,time_start,time_end,split,label,url\n"
                + "a,0.5,2.0004,train,yoga,https://example.org/v/a?x=1&y=2\n"
                + "b,1,2,train,yoga,https://www.youtube.com/watch?v=b\n"
                + "c,1,2,train,yoga,\n"
                + "d,1,2,train,yoga,file:///etc/passwd\n"
                + "e,1,2,train,yoga,--exec=x\n"
                + "f,1,2,train,yoga,https://example.org/a b\n");
    AnnotationList read = readAll(list);
    assertThat(read.clips())
        .extracting(Clip::id, Clip::url, Clip::startMillis, Clip::endMillis)
        .containsExactly(
            tuple("a", "https://example.org/v/a?x=1&y=2", 500L, 2000L),
            tuple("b", "", 1000L, 2000L),
            tuple("c", "", 1000L, 2000L));
    assertThat(read.refused().firstFew())
        .containsExactly(
            "list.csv:5: odd url 'file:///etc/passwd'",
            "list.csv:6: odd url '--exec=x'",
            "list.csv:7: odd url 'https://example.org/a b'");
  }

  // Folders

  @Test
  void onlyTheListsOfWantedSplitsAreRead() throws IOException {
    write(folder.resolve("train.csv"), HEADER + "yoga,a,1,2,train\n");
    write(folder.resolve("validate.csv"), "this is no list\n");
    assertThat(AnnotationReader.read(folder, CATALOG, splits(Split.TRAIN)).clips()).hasSize(1);
    assertFault(folder, "validate.csv:1: is no annotation list");
  }

  @Test
  void oneWantedSplitIsEnoughAndNoneIsNot() throws IOException {
    write(folder.resolve("val.csv"), HEADER + "yoga,a,1,2,val\n");
    for (Path list : List.of(folder, folder.resolve("val.csv"))) {
      assertThat(AnnotationReader.read(list, CATALOG, classes("yoga")).clips()).hasSize(1);
      assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, splits(Split.TEST)))
          .satisfies(AnnotationReaderTest::isBadInput)
          .hasMessageContaining(" of test, only")
          .hasMessageContaining("valid");
    }
  }

  @Test
  void otherFilesOfAFolderArePassedOver() throws IOException {
    write(folder.resolve("train.txt"), HEADER + "yoga,a,1,2,train\n");
    write(folder.resolve("k400_train_path.txt"), "https://example.org/part_0.tar.gz\n");
    write(folder.resolve("classes.csv"), "yoga\nzumba\n");
    write(folder.resolve("._train.csv"), new byte[] {0, 5, 22, 7});
    write(folder.resolve("below/train.csv"), "this is no list\n");
    write(folder.resolve("train.mp4"), new byte[100]);
    assertThat(readAll(folder).clips()).hasSize(1);
  }

  @Test
  void listsWithoutASplitInTheirNamesAreReadWhereNoOtherIs() throws IOException {
    write(folder.resolve("mine.csv"), HEADER + "yoga,a,1,2,train\n");
    write(folder.resolve("mine.json"), "{" + json("b", "yoga", "1, 2", "train") + "}");
    write(
        folder.resolve("more.csv.gz"), gzip(utf8(HEADER + "yoga,c,1,2,train\nyoga,a,1,2,train\n")));
    assertThat(readAll(folder).clips()).extracting(Clip::id).containsExactly("a", "c");
  }

  @Test
  void labelledAndUnlabelledTestListsCountNoClipTwice() throws IOException {
    String unlabelled = "youtube_id,time_start,time_end,split\na,1,2,test\nb,1,2,test\n";
    String labelled = HEADER + "yoga,a,1,2,test\nzumba,b,1,2,test\n";
    String heldOut = "youtube_id,time_start,time_end,split\nc,1,2,test\n";
    write(folder.resolve("lists/a_test.csv"), unlabelled);
    write(folder.resolve("lists/test_labelled.csv"), labelled);
    write(folder.resolve("lists/holdout_test.csv"), heldOut);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a_test.csv", utf8(unlabelled));
    entries.put("test_labelled.csv", utf8(labelled));
    entries.put("holdout_test.csv", utf8(heldOut));
    Path archive = write(folder.resolve("lists.tar"), tar(entries));
    for (Path lists : List.of(folder.resolve("lists"), archive)) {
      assertThat(readAll(lists).counts())
          .isEqualTo(Map.of(Split.TEST, Map.of("yoga", 1, "zumba", 1, "", 1)));
    }
  }

  @Test
  void aFolderWithoutListsIsBadInput() {
    assertFault(folder, "holds no annotation list");
    assertFault(folder.resolve("none.csv"), "there is no annotation list");
  }

  // Selection

  @Test
  void aSubsetLeavesOfTheSelectionItsClassesItsVideosAndItsClips() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER
                + "yoga,a,1,2,train\n"
                + "zumba,b,1,2,train\n"
                + "abseiling,c,1,2,train\n"
                + "abseiling,c,5,6,train\n"
                + "yoga,d,1,2,val\n"
                + "zumba,e,1,2,test\n"
                + "abseiling,f,1,2,test\n");
    Path names = folder.resolve("names.txt");
    Files.writeString(names, "# mine\n\nYOGA\nb\n c_000005_000006 \nf\nnot_there_1\n");
    Subset subset = Subset.of(names.toString());

    AnnotationList read = AnnotationReader.read(list, CATALOG, within(everything(), subset));

    assertThat(read.clips().stream().map(Clip::name))
        .containsExactly("a", "b", "c_000005_000006", "d", "f");
    assertThat(read.notes()).singleElement().asString().endsWith("the list lacks 1: not_there_1");
    assertThat(ids(list, within(classes("zumba", "abseiling"), subset))).containsExactly("b", "c");
  }

  @Test
  void aPublishedSubsetSaysWhichOfItsClassesTheReleaseLacks() throws IOException {
    Path list =
        write(folder.resolve("list.csv"), HEADER + "bowling,a,1,2,train\nyoga,b,1,2,train\n");
    ClassCatalog of600 = ClassCatalog.of(Release.KINETICS_600);
    Selection sounds = within(everything(), Subset.of("kinetics-sounds"));

    AnnotationList read = AnnotationReader.read(list, of600, sounds);

    assertThat(read.clips()).extracting(Clip::id).containsExactly("a");
    assertThat(read.notes()).singleElement().asString().endsWith("lacks 1: strumming guitar");
    assertThat(AnnotationReader.read(list, CATALOG, sounds).notes()).isEmpty();
  }

  @Test
  void aSubsetOfUnknownClassesIsBadInput() throws IOException {
    Path list = write(folder.resolve("list.csv"), HEADER + "pole vault,a,1,2,train\n");
    Path names = folder.resolve("names.json");
    Files.writeString(names, "[\"pole valt\"]");
    Selection typo = within(everything(), Subset.of(names.toString()));
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, typo))
        .hasMessageContaining("did you mean 'pole vault'");
    assertThatThrownBy(() -> Subset.of("kinetics-sound")).hasMessageContaining("mini-kinetics-200");
  }

  private static Selection within(Selection selection, Subset subset) {
    return new Selection(
        selection.all(),
        selection.classes(),
        selection.categories(),
        selection.test(),
        selection.splits(),
        subset);
  }

  @Test
  void classesAreOfTrainAndValidUnlessTheTestSetIsAskedFor() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER
                + "yoga,a,1,2,test\nyoga,b,1,2,train\nzumba,c,1,2,train\nYoga,d,1,2,val\n"
                + "zumba,e,1,2,test\n");
    Set<Split> any = EnumSet.allOf(Split.class);
    assertThat(ids(list, classes("YOGA"))).containsExactly("b", "d");
    assertThat(ids(list, new Selection(false, Set.of("yoga"), Set.of(), true, any)))
        .containsExactly("b", "a");
    assertThat(ids(list, new Selection(false, Set.of(), Set.of("dancing"), true, any)))
        .containsExactly("c", "e");
    assertThat(ids(list, new Selection(false, Set.of(), Set.of(), true, any)))
        .containsExactly("a", "e");
    assertThat(ids(list, new Selection(true, Set.of("yoga"), Set.of(), true, any)))
        .containsExactly("b", "c", "d", "a");
    assertThat(ids(list, new Selection(true, Set.of(), Set.of(), true, Set.of(Split.VALID))))
        .containsExactly("d");
  }

  @Test
  void namesAreSettledFromTheWholeList() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER
                + "zumba,twice,100,110,train\n"
                + "yoga,twice,20.5,30.5,train\n"
                + "yoga,twice,20.5,31.9,train\n"
                + "yoga,twice,20.5,30.5,train\n"
                + "yoga,twice,200,210,val\n");
    assertThat(AnnotationReader.read(list, CATALOG, classes("zumba")).clips())
        .extracting(Clip::name)
        .containsExactly("twice_000100_000110");
    AnnotationList all = readAll(list);
    assertThat(all.clips())
        .extracting(Clip::name)
        .containsExactly("twice_000100_000110", "twice", "twice_000020_000031", "twice");
    assertThat(all.clips().get(1).name()).isSameAs(all.clips().get(1).id());
    assertThat(all.refused().count()).isZero();
    assertThat(all.counts().get(Split.TRAIN)).isEqualTo(Map.of("yoga", 2, "zumba", 1));
  }

  @Test
  void aListLongerThanItsSectionsFitIsReadTwiceWithTheSameNames() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 1_000; i++) {
      text.append(i % 10 == 0 ? "yoga" : "zumba").append(",id").append(i * 7 % 400).append(',');
      text.append(i / 3).append(',').append(i / 3 + 5).append(",train\n");
    }
    Path list = write(folder.resolve("list.csv"), text.toString());
    for (Selection selection : List.of(classes("yoga"), everything())) {
      assertThat(AnnotationReader.read(list, CATALOG, selection, RowCheck.NONE, 100).clips())
          .isEqualTo(AnnotationReader.read(list, CATALOG, selection).clips())
          .anyMatch(clip -> !clip.name().equals(clip.id()));
    }
  }

  @Test
  void aRowThatNamesNoVideoOfTheSiteIsRefusedWithItsLine() throws IOException {
    Path list =
        write(folder.resolve("list.csv"), HEADER + "yoga,v_a,1,2,train\nyoga,b,1,2,train\n");

    AnnotationList read =
        AnnotationReader.read(
            list, CATALOG, everything(), (id, url) -> id.startsWith("v_") ? "no id" : null);

    assertThat(read.clips()).extracting(Clip::id).containsExactly("b");
    assertThat(read.refused().firstFew())
        .hasSize(1)
        .allMatch(row -> row.endsWith("list.csv:2: no id"));
  }

  @Test
  void columnsApartBySemicolonsOrTabsAreNamed() throws IOException {
    for (String separator : List.of(";", "\t")) {
      Path list = write(folder.resolve("list.csv"), HEADER.replace(",", separator) + "yoga");
      assertFault(list, separator.equals(";") ? "semicolons" : "tabs");
    }
  }

  @Test
  void aSlashMayStandInALabel() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER
                + "\"bend/bow (at the waist)\",a,1,2,train\n"
                + "bend%2Fbow (at the waist),b,1,2,train\n");
    AnnotationList read = readAll(list);
    assertThat(read.clips()).extracting(Clip::label).containsExactly("bend/bow (at the waist)");
    assertThat(read.refused().firstFew().get(0)).contains("would share its folder");
    assertThat(ids(list, classes("Bend/Bow (at the waist)"))).containsExactly("a");
  }

  @Test
  void ofAFolderWithListsOfSeveralReleasesOnlyItsOwnAreTaken() throws IOException {
    for (String release : List.of("400", "600", "700", "700_2020")) {
      write(
          folder.resolve("kinetics-" + release + "_val.csv"),
          HEADER + "zumba,v" + release + ",1,2,val\n");
      write(
          folder.resolve("k" + release + "_test.csv"),
          HEADER + "zumba,t" + release + ",1,2,test\n");
    }
    for (String release : List.of("400", "600", "700", "700-2020")) {
      AnnotationList read =
          AnnotationReader.read(
              folder, ClassCatalog.of(Release.parse(release).orElseThrow()), everything());
      assertThat(read.clips())
          .extracting(Clip::id)
          .containsExactly("v" + release.replace('-', '_'), "t" + release.replace('-', '_'));
      assertThat(read.notes()).singleElement().asString().contains("400, 600, 700, 700-2020");
    }
    assertThatThrownBy(
            () -> AnnotationReader.read(folder, ClassCatalog.of(Release.DEMO), everything()))
        .hasMessageContaining("lists of the releases 400, 600, 700, 700-2020 and none of demo");
  }

  // Refused rows

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yoga,../../x,1,2,train|odd id '../../x'",
        "yoga,/etc/passwd,1,2,train|odd id '/etc/passwd'",
        "yoga,,1,2,train|odd id ''",
        "yoga,a$(id),1,2,train|odd id 'a$(id)'",
        "yoga,é,1,2,train|odd id 'é'",
        ",a,1,2,train|no label",
        "NaN,a,1,2,train|no label",
        "../x,a,1,2,train|odd label '../x'",
        "..,a,1,2,train|odd label '..'",
        ".hidden,a,1,2,train|odd label '.hidden'",
        "a\\b,a,1,2,train|odd label 'a\\b'",
        "c:,a,1,2,train|odd label 'c:'",
        "yoga,a,0:01:35,0:01:45,train|odd section: time_start '0:01:35' is no number of seconds",
        "yoga,a,-1,2,train|odd section of 'a', -1.0 to 2.0 seconds",
        "yoga,a,2,2,train|odd section",
        "yoga,a,3,2,train|odd section",
        "yoga,a,NaN,2,train|odd section",
        "yoga,a,1,Infinity,train|odd section",
        "yoga,a,1,1e9,train|odd section",
        "yoga,a,0x1p1,9,train|odd section",
        "yoga,a,1d,9,train|odd section",
        "yoga,a,,9,train|odd section",
        "yoga,a,0,3601,train|odd section",
        "yoga,a,172790,172801,train|odd section",
        "yoga,a,1,1.0001,train|empty section",
        "yoga,a,1,2,dev|odd split 'dev'",
        "yoga,a,1,2|4 fields instead of 5",
        "yoga,a,1,2,train,x|6 fields instead of 5",
      })
  void badRowsAreRefusedWithTheirLine(String row, String why) throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER + "yoga,ok,1,2,train\n" + row + "\nyoga,ok2,1,2,val\n");
    AnnotationList read = readAll(list);
    assertThat(read.clips()).extracting(Clip::id).containsExactly("ok", "ok2");
    assertThat(read.refused().count()).isOne();
    assertThat(read.refused().firstFew().get(0)).startsWith("list.csv:3: " + why);
  }

  @Test
  void oddCharactersAreRefusedAndMadeVisible() throws IOException {
    String row = "%s,a,1,2,train\n";
    byte[] notUtf8 = (HEADER + row.formatted("caf\u00e9")).getBytes(StandardCharsets.ISO_8859_1);
    String rest =
        row.formatted("\"a\nb\"")
            + row.formatted("nul\0")
            + row.formatted("\u202egolf")
            + row.formatted("x".repeat(300))
            + row.formatted("ok \u00e9\u4e2d");
    byte[] both = Arrays.copyOf(notUtf8, notUtf8.length + utf8(rest).length);
    System.arraycopy(utf8(rest), 0, both, notUtf8.length, utf8(rest).length);
    AnnotationList read = readAll(write(folder.resolve("list.csv"), both));
    assertThat(read.clips()).extracting(Clip::label).containsExactly("ok \u00e9\u4e2d");
    assertThat(read.refused().firstFew())
        .containsExactly(
            "list.csv:2: odd label 'caf\uFFFD'",
            "list.csv:3: odd label 'a\\nb'",
            "list.csv:5: odd label 'nul\\u0000'",
            "list.csv:6: odd label '\\u202egolf'",
            "list.csv:7: label too long: '" + "x".repeat(80) + "… (300 characters)'");
  }

  @Test
  void labelsThatDifferInCaseAreTwoClassesAndOfOneFolderTheFirstCounts() throws IOException {
    Path list =
        write(
            folder.resolve("list.csv"),
            HEADER
                + "passing American football (in game),a,1,2,train\n"
                + "passing american football (in game),b,1,2,train\n"
                + "passing_american football (in game),c,1,2,train\n");
    AnnotationList read = readAll(list);
    assertThat(read.counts().get(Split.TRAIN)).hasSize(2);
    assertThat(read.refused().firstFew().get(0)).contains("list.csv:4:", "share its folder");
    assertThat(ids(list, classes("Passing American Football (in game)"))).containsExactly("a", "b");
    assertThat(ids(list, classes("passing american football (in game)"))).containsExactly("b");
  }

  @Test
  void twoLabelsForOneSectionAreRefused() throws IOException {
    Path list = write(folder.resolve("list.csv"), HEADER + "yoga,a,1,2,train\nzumba,a,1,2,train\n");
    AnnotationList read = readAll(list);
    assertThat(read.clips()).extracting(Clip::label).containsExactly("yoga");
    assertThat(read.refused().firstFew().get(0)).startsWith("list.csv:3: a row above has the same");
  }

  @Test
  void onlyTheFirstFewRefusedRowsAreShown() throws IOException {
    String bad = "yoga,?,1,2,train\n";
    AnnotationList read =
        readAll(write(folder.resolve("list.csv"), HEADER + "yoga,a,1,2,train\n" + bad.repeat(100)));
    assertThat(read.refused().count()).isEqualTo(100);
    assertThat(read.refused().firstFew()).hasSize(5).allMatch(line -> line.endsWith("odd id '?'"));
  }

  @Test
  void jsonEntriesOfTheWrongShapeAreRefused() throws IOException {
    Path list =
        write(
            folder.resolve("list.json"),
            "{"
                + String.join(
                    ",\n",
                    json("ok", "yoga", "1, 2", "training"),
                    "\"a\": [[1]]",
                    "\"b\": {\"annotations\": 7, \"subset\": \"training\"}",
                    "\"c\": {\"annotations\": {\"label\": 5, \"segment\": [1, 2]}, \"subset\":"
                        + " \"training\"}",
                    "\"d\": {\"annotations\": {\"label\": \"yoga\", \"segment\": [1, 2, 3]},"
                        + " \"subset\": \"training\"}",
                    "\"e\": {\"annotations\": {\"label\": \"yoga\", \"segment\": [1, \"x\"]},"
                        + " \"subset\": \"training\"}",
                    json("f", "yoga", "1e400, 2", "training"),
                    json("g", "yoga", "1, 2", "dev"))
                + "}");
    AnnotationList read = readAll(list);
    assertThat(read.clips()).extracting(Clip::id).containsExactly("ok");
    assertThat(read.refused().count()).isEqualTo(7);
    assertThat(read.refused().firstFew())
        .containsExactly(
            "list.json:2: entry 'a': no object",
            "list.json:3: entry 'b': annotations is no object",
            "list.json:4: entry 'c': label is no string",
            "list.json:5: entry 'd': segment has 3 values instead of 2",
            "list.json:6: entry 'e': segment is no two numbers of seconds, such as [95.0, 105.0]");
  }

  @Test
  void aListOfNothingButBadRowsIsBadInput() throws IOException {
    assertFault(
        write(folder.resolve("list.csv"), HEADER + "yoga,../x,1,2,train\n"),
        "has no row that can be used; the first: list.csv:2: odd id '../x'");
  }

  // Faults of structure

  @Test
  void whatIsNoListIsBadInputWithTheLine() throws IOException {
    assertFault(write(folder.resolve("a"), ""), "a:1: is empty");
    assertFault(write(folder.resolve("b"), HEADER), ":2: has no rows");
    assertFault(
        write(folder.resolve("c"), "id,start\n1,2\n"),
        "c:1: is no annotation list: its header lacks youtube_id, time_start, time_end");
    assertFault(
        write(folder.resolve("d"), "youtube_id,time_start,time_end\na,1,2\n"),
        "d:1: lacks the column split");
    assertFault(
        write(folder.resolve("e"), "label," + HEADER + "x,a,b,1,2,train\n"),
        "e:1: has two columns 'label'");
    assertFault(write(folder.resolve("f"), "{}"), "f:1: has no entries");
    assertFault(write(folder.resolve("g"), "{\"a\": {}}\n{}"), "g:2: goes on after its end");
    assertFault(write(folder.resolve("h"), "{\"a\": NaN}"), "h:1: is no JSON: ");
    assertFault(
        write(folder.resolve("i"), "{\n\"a\": " + "[".repeat(100_000)), "i:2: is no JSON: ");
    assertFault(write(folder.resolve("j"), (HEADER).getBytes(StandardCharsets.UTF_16)), "UTF-16");
    assertFault(
        write(folder.resolve("k"), HEADER + "a".repeat(70_000)),
        "k:2: a row is longer than 65536 characters");
    assertFault(
        write(folder.resolve("l"), "{\"" + "a".repeat(200_000) + "\": 1}"), "l:1: a row is longer");
    assertFault(
        write(folder.resolve("m"), new byte[] {0x1f, (byte) 0x8b, 9, 9, 9, 9, 9, 9, 9, 9}),
        "is damaged");
  }

  @Test
  void whatIsCutOffIsBadInputWithTheLine() throws IOException {
    String rows = "yoga,a,1,2,train\n\"yoga\",b,1,2,train\n";
    assertFault(write(folder.resolve("a.csv"), HEADER + rows + "yoga,c,1"), "a.csv:4: is cut off");
    assertFault(
        write(folder.resolve("b.csv"), HEADER + rows + "\"yoga"), "b.csv:4: has an odd quote");
    assertFault(
        write(folder.resolve("c.csv"), HEADER + "\"yo\"\"ga\",d,1,2,train\nyoga,c,1"),
        "c.csv:3: is cut off");
    assertFault(
        write(folder.resolve("d.json"), "{" + json("a", "yoga", "1, 2", "train") + ",\n\"b\": {"),
        "d.json:2: is cut off");
    byte[] whole = gzip(utf8(HEADER + rows.repeat(10)));
    assertFault(
        write(folder.resolve("e.csv.gz"), Arrays.copyOf(whole, whole.length - 9)), "is cut off");
    byte[] archive = gzip(tar(publishersArchive()));
    assertFault(
        write(folder.resolve("f.tar.gz"), Arrays.copyOf(archive, archive.length / 2)),
        "is cut off");
    byte[] tar = tar(publishersArchive());
    assertFault(write(folder.resolve("g.tar"), Arrays.copyOf(tar, 4000)), "g.tar");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC})
  void anArchivesLongNamesDoNotFillTheMemory(byte kind) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry name = new TarArchiveEntry("././@LongLink", kind);
      name.setSize(50_000_000);
      tar.putArchiveEntry(name);
      tar.write(utf8("49999999 path="));
      tar.write(new byte[50_000_000 - 14]);
      tar.closeArchiveEntry();
      TarArchiveEntry list = new TarArchiveEntry("train.csv");
      list.setSize(0);
      tar.putArchiveEntry(list);
      tar.closeArchiveEntry();
    }
    assertFault(
        write(folder.resolve("a.tar.gz"), gzip(out.toByteArray())), "a tar header is longer");
  }

  @Test
  void aSelectionOfNothingIsBadInput() throws IOException {
    Path list = write(folder.resolve("list.csv"), HEADER + "yoga,a,1,2,train\n,b,1,2,test\n");
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, classes("yogaa", "zumba")))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("no class 'yogaa' (did you mean 'yoga'");
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, classes("Zumba")))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("has no clip in train, valid of zumba");
    Set<Split> test = Set.of(Split.TEST);
    Selection labelled = new Selection(false, Set.of("yoga"), Set.of(), true, test);
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, labelled))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("does not give the labels of test clips");
    Selection none = new Selection(true, Set.of(), Set.of(), false, test);
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, none))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("--splits");
    Selection gulf = new Selection(false, Set.of(), Set.of("gulf"), false, Set.of(Split.TRAIN));
    assertThatThrownBy(() -> AnnotationReader.read(list, CATALOG, gulf))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("did you mean 'golf'");
    assertThatThrownBy(
            () -> AnnotationReader.read(list, ClassCatalog.of(Release.KINETICS_600), gulf))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining("no categories");
  }

  private static List<String> ids(Path list, Selection selection) {
    return AnnotationReader.read(list, CATALOG, selection).clips().stream().map(Clip::id).toList();
  }

  private static Clip clip(String id, Split split, String label, long start, long end) {
    return new Clip(id, split, label, start, end, id, "");
  }

  private static void assertFault(Path list, String message) {
    assertThatThrownBy(() -> readAll(list))
        .satisfies(AnnotationReaderTest::isBadInput)
        .hasMessageContaining(message);
  }

  private static void isBadInput(Throwable thrown) {
    assertThat(thrown).isInstanceOf(KineticsException.class);
    assertThat(((KineticsException) thrown).exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(thrown.getMessage()).doesNotContain("\n").hasSizeLessThan(600);
  }
}
