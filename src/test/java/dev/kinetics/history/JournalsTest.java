package dev.kinetics.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.journal.Block;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Journal;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.JournalFiles;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.Run;
import dev.kinetics.journal.RunFiles;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.media.MediaFacts;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JournalsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static JournalEntry entry(String name, Outcome outcome, long second) {
    return new JournalEntry(
        START.plusSeconds(second),
        "download",
        "400",
        Split.TRAIN,
        name,
        name,
        "pole vault",
        1_000,
        11_000,
        ClipResult.without(outcome, outcome.toString(), "line of " + second));
  }

  private static final RunHeader HEADER =
      new RunHeader(
          START,
          "download",
          "400",
          7,
          new RunHeader.Program("1.2", List.of("download", "--all"), Map.of("ffmpeg", "6.1")));

  private static List<String> clipLines(Path file) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.contains("\"clip\":")).toList();
  }

  private Map<String, String> unfinished() {
    Map<String, String> found = new HashMap<>();
    LastResults unfinished = new Journals(folder).unfinished("download");
    unfinished.names(
        EnumSet.complementOf(EnumSet.of(Outcome.DONE, Outcome.SHORT)),
        e -> found.put(e.clip(), e.result().outcome() + " " + e.result().detail()) == null);
    return found;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  /** Books entries as one run that has ended. */
  private void run(JournalEntry... entries) {
    try (Journal journal = new Journal(folder, () -> HEADER)) {
      for (JournalEntry entry : entries) {
        journal.append(entry);
      }
    }
  }

  @Test
  void readsBackWhatWasBooked() {
    Clip clip = new Clip("-id", Split.VALID, "a \"b\" ü", 1_500, 11_250, "-id_000001_000011", "");
    MediaFacts media = new MediaFacts(340, 256, 29.97, 9.75, 292, true);
    ClipResult result =
        ClipResult.made(Outcome.SHORT, 123_456, media).from("youtube").after(3, 4.5);
    JournalEntry booked = JournalEntry.of("download", "600", clip, result);
    run(booked);

    List<JournalEntry> read = new ArrayList<>();
    new Journals(folder).read(read::add);

    assertThat(read).containsExactly(booked);
    assertThat(read.get(0).asClip()).isEqualTo(clip);
  }

  @Test
  void passesOverATornLineWhereverItIsCut() throws IOException {
    run(entry("whole", Outcome.GONE, 1));
    byte[] line = entry("torn", Outcome.GONE, 2).toLine();
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < line.length; length++) {
      Files.write(file, whole);
      Files.write(file, Arrays.copyOf(line, length), StandardOpenOption.APPEND);
      assertThat(unfinished()).as("cut after %s bytes", length).containsOnlyKeys("whole");
    }
  }

  @Test
  void passesOverWhatIsNoEntry() throws IOException {
    run(entry("first", Outcome.GONE, 1));
    Path file = files().get(0);
    for (String odd :
        List.of(
            "",
            "{}",
            "null",
            "[".repeat(5_000),
            "{\"a\":".repeat(5_000),
            "\0\0\0",
            "{\"time\":\"2026-13-45T99:99:99Z\",\"job\":\"download\",\"split\":\"train\"}",
            "{\"time\":5,\"job\":\"download\",\"split\":\"nowhere\",\"clip\":\"x\"}",
            "{\"time\":\"2026-01-01T00:00:00Z\",\"job\":\"download\",\"split\":\"train\","
                + "\"clip\":\"x\",\"outcome\":\"lost\"}")) {
      Files.writeString(file, odd + "\n", StandardOpenOption.APPEND);
    }
    Files.write(file, entry("last", Outcome.CLOSED, 2).toLine(), StandardOpenOption.APPEND);

    assertThat(unfinished()).containsOnlyKeys("first", "last");
  }

  /** As other programs write the same JSON: with blanks, and in an order of their own. */
  @Test
  void readsLinesThatAnotherProgramWroteAnew() throws IOException {
    run(entry("one", Outcome.GONE, 1), entry("two", Outcome.GONE, 2));
    Path file = files().get(0);
    List<String> anew = new ArrayList<>();
    for (String line : clipLines(file)) {
      ObjectNode entry = (ObjectNode) new ObjectMapper().readTree(line);
      entry.set("time", entry.remove("time")); // Now the last one.
      List<String> fields = new ArrayList<>();
      entry.properties().forEach(f -> fields.add('"' + f.getKey() + "\": " + f.getValue()));
      anew.add("{" + String.join(", ", fields) + "}");
    }
    Files.write(file, anew);

    assertThat(anew.get(0)).startsWith("{\"job\": \"download\", ");
    assertThat(unfinished()).containsOnlyKeys("one", "two");
  }

  @Test
  void theLatestOutcomeWinsAlsoBetweenRunsAtOnce() {
    try (Journal longRun = new Journal(folder, () -> HEADER)) {
      longRun.append(entry("other", Outcome.DONE, 1));
      run(entry("clip", Outcome.FAILED, 10), entry("made", Outcome.FAILED, 10));
      longRun.append(entry("clip", Outcome.GONE, 20));
      run(entry("clip", Outcome.FAILED, 15), entry("made", Outcome.DONE, 15));
    }

    assertThat(unfinished()).containsOnlyKeys("clip").containsValue("gone line of 20");
  }

  @Test
  void foldsManyIntoOneThatReadsTheSame() throws IOException {
    Random random = new Random(4);
    Outcome[] outcomes = {Outcome.FAILED, Outcome.GONE, Outcome.DONE, Outcome.CLOSED};
    int second = 0;
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      JournalEntry[] entries = new JournalEntry[20];
      for (int j = 0; j < entries.length; j++) {
        entries[j] =
            entry("clip" + random.nextInt(50), outcomes[random.nextInt(outcomes.length)], ++second);
        if (entries[j].result().outcome() == Outcome.DONE) {
          made.add(entries[j].clip());
        }
      }
      run(entries);
    }
    Map<String, String> before = unfinished();
    Map<Path, byte[]> originals = new HashMap<>();
    for (Path file : files()) {
      originals.put(file, Files.readAllBytes(file));
    }
    assertThat(originals).hasSize(40);

    new Journals(folder).fold();

    assertThat(files()).hasSize(1);
    // The last line of each, and the last that made it where that is another.
    made.retainAll(before.keySet());
    assertThat(made).isNotEmpty();
    assertThat(clipLines(files().get(0))).hasSize(50 + made.size());
    assertThat(unfinished()).isEqualTo(before);

    // Killed between the fold's appearance and the removal of any part of the rest.
    for (int i = 0; i < 20; i++) {
      for (Map.Entry<Path, byte[]> original : originals.entrySet()) {
        if (random.nextBoolean()) {
          Files.write(original.getKey(), original.getValue());
        } else {
          Files.deleteIfExists(original.getKey());
        }
      }
      assertThat(unfinished()).as("kill %s", i).isEqualTo(before);
    }
    new Journals(folder).fold();
    assertThat(unfinished()).isEqualTo(before);
  }

  @Test
  void aFoldRemembersWhatTheFileThatLiesThereWasMadeOf() throws IOException {
    run(entry("clip", Outcome.DONE, 1));
    for (int i = 0; i < 40; i++) {
      JournalEntry e = entry("clip", Outcome.FAILED, 10 + i);
      run(
          new JournalEntry(
              e.time(),
              e.job(),
              e.release(),
              e.split(),
              e.clip(),
              e.id(),
              e.label(),
              51_000,
              61_000,
              e.result()));
    }

    new Journals(folder).fold();

    assertThat(files()).hasSize(1);
    assertThat(unfinished()).containsEntry("clip", "failed line of 49");
    Sections sections = new Journals(folder).sections("download", Naming.DEFAULT);
    Clip clip = entry("clip", Outcome.DONE, 1).asClip();
    assertThat(sections.isOther(clip)).isFalse();
    assertThat(
            sections.isOther(
                new Clip("clip", Split.TRAIN, "pole vault", 51_000, 61_000, "clip", "")))
        .isTrue();
  }

  @Test
  void leavesTheJournalOfALiveRunAlone() throws IOException {
    try (Journal live = new Journal(folder, () -> HEADER)) {
      live.append(entry("live", Outcome.FAILED, 50));
      Path liveFile = files().get(0);
      for (int i = 0; i < 40; i++) {
        run(entry("clip" + i % 3, Outcome.GONE, i), entry("live", Outcome.GONE, i));
      }

      new Journals(folder).fold();

      assertThat(files()).hasSize(2).contains(liveFile);
      assertThat(unfinished()).containsOnlyKeys("clip0", "clip1", "clip2", "live");
      assertThat(unfinished().get("live")).isEqualTo("failed line of 50");
      live.append(entry("live", Outcome.DONE, 60));
      assertThat(unfinished()).doesNotContainKey("live");
    }
  }

  @Test
  void aThousandSmallJournalsBecomeOne() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      run(entry("clip" + i % 300, i % 3 == 0 ? Outcome.DONE : Outcome.FAILED, i));
    }
    Map<String, String> before = unfinished();
    assertThat(before).hasSize(200);

    new Journals(folder).fold();

    assertThat(files()).hasSize(1);
    assertThat(clipLines(files().get(0))).hasSize(300);
    assertThat(unfinished()).isEqualTo(before);
  }

  @Test
  void aTornLastLineOfOneJournalDoesNotSpoilTheFold() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
      List<Path> files = files();
      byte[] torn = entry("torn" + i, Outcome.GONE, i).toLine();
      Files.write(
          files.get(files.size() - 1),
          Arrays.copyOf(torn, 1 + i * torn.length / 41),
          StandardOpenOption.APPEND);
    }

    new Journals(folder).fold();

    assertThat(files()).hasSize(1);
    assertThat(unfinished()).hasSize(40).containsKey("clip0").containsKey("clip39");
  }

  @Test
  void aJournalThatIsBeingBornIsNotFoldedAway() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
    }
    // Made, and not yet locked.
    Path born = Files.createFile(folder.resolve(RunMark.newName() + JournalFiles.ENDING));

    new Journals(folder).fold();

    assertThat(files()).hasSize(2).contains(born);
  }

  /** A run that began early goes on while a later one, with a later file, ends before it. */
  @Test
  void whatWasMadeLastIsMadeWhateverTheOrderOfTheFiles() {
    for (int i = 0; i < 40; i++) {
      try (Journal longRun = new Journal(folder, () -> HEADER)) {
        longRun.append(entry("other" + i, Outcome.DONE, 1));
        run(entry("made" + i, Outcome.GONE, 10), entry("short" + i, Outcome.DONE, 10));
        longRun.append(entry("made" + i, Outcome.DONE, 20));
        longRun.append(entry("short" + i, Outcome.SHORT, 20));
      }
    }

    for (int i = 0; i < 2; i++) {
      assertThat(unfinished()).isEmpty();
      LastResults last = new Journals(folder).last("download", Outcome.SHORT::equals);
      assertThat(last.of(clip("short7")))
          .map(booked -> booked.time())
          .contains(START.plusSeconds(20));
      assertThat(last.of(clip("made7"))).isEmpty();
      new Journals(folder).fold();
    }
  }

  @Test
  void eachRunSaysWhatItIsAndWhenItWasBlocked() throws IOException {
    for (int i = 0; i < 40; i++) {
      RunHeader header =
          new RunHeader(START.plusSeconds(i), "download", "400", i, HEADER.program());
      try (Journal journal = new Journal(folder, () -> header)) {
        journal.append(entry("clip" + i, Outcome.GONE, i));
        journal.append(new Block(START, START.plusSeconds(600), "HTTP Error 429"));
      }
    }
    // Who reads the journals line by line finds clips only.
    for (Path file : files()) {
      assertThat(Files.readAllLines(file))
          .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith(",\"schema\":1}"));
    }

    for (int i = 0; i < 2; i++) {
      List<Run> runs = new Journals(folder).runs();
      assertThat(runs).extracting(run -> run.header().wanted()).startsWith(0L, 1L).endsWith(39L);
      assertThat(runs.get(7).header())
          .isEqualTo(new RunHeader(START.plusSeconds(7), "download", "400", 7, HEADER.program()));
      assertThat(runs)
          .allSatisfy(
              run ->
                  assertThat(run.blocks())
                      .containsExactly(new Block(START, START.plusSeconds(600), "HTTP Error 429")));
      assertThat(unfinished()).hasSize(40);
      new Journals(folder).fold();
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void theReleaseIsThatOfTheNewestEntry() throws IOException {
    assertThat(new Journals(folder).release()).isEmpty();
    Clip clip = new Clip("id", Split.TRAIN, "a", 0, 10_000, "id", "");
    ClipResult gone = ClipResult.without(Outcome.GONE, "private", "");
    run(JournalEntry.of("download", "600", clip, gone));
    // Written at once, and longer than what is looked at first.
    JournalEntry[] old = new JournalEntry[1_000];
    Arrays.setAll(old, i -> entry("clip" + i, Outcome.FAILED, i));
    run(old);

    assertThat(new Journals(folder).release()).contains("600");
    for (Path file : files()) {
      Files.writeString(file, "x".repeat(100_000) + "\n", StandardOpenOption.APPEND);
    }
    assertThat(new Journals(folder).release()).contains("600");
  }

  @Test
  void ofThousandsOfRunsTheNewestAreKept() throws IOException {
    RunFiles files = new RunFiles(folder);
    for (int i = 0; i < RunFiles.MOST + 20; i++) {
      files.append(
          "run%05d".formatted(i),
          new RunHeader(START.plusSeconds(i), "frames", "400", i, HEADER.program()));
    }

    new Journals(folder).fold();

    List<Run> runs = new Journals(folder).runs();
    assertThat(runs).hasSize(RunFiles.MOST);
    assertThat(runs.get(0).name()).isEqualTo("run00020");
  }

  /** So did early versions book a loss in a batch of several clips. */
  @Test
  void aLossOfADownloadWithoutItsSourceIsYouTubes() throws IOException {
    run(entry("lost", Outcome.GONE, 1), entry("made", Outcome.DONE, 1));
    Path file = files().get(0);
    Files.writeString(
        file, Files.readString(file).replaceAll("\"source\":\"[a-z]*\"", "\"source\":\"\""));

    Map<String, String> sources = new HashMap<>();
    new Journals(folder).read(e -> sources.put(e.clip(), e.result().source()));

    assertThat(sources).containsEntry("lost", "youtube").containsEntry("made", "");
  }

  /** Who asks another source for a clip keeps what the first one said. */
  @Test
  void theLastResultKeepsItsDetail() {
    run(entry("clip", Outcome.GONE, 20));

    assertThat(new Journals(folder).unfinished("download").of(clip("clip")))
        .map(booked -> booked.result().detail())
        .contains("line of 20");
  }

  private static Clip clip(String name) {
    return new Clip(name, Split.TRAIN, "pole vault", 1_000, 11_000, name, "");
  }

  /** Of two at one moment, not the order of the files decides, which a fold changes. */
  @Test
  void twoOfOneMomentReadTheSameBeforeAndAfterAFold() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip", i % 2 == 0 ? Outcome.GONE : Outcome.FAILED, 5));
    }
    Map<String, String> before = unfinished();
    List<Path> inputs = files();
    byte[] first = Files.readAllBytes(inputs.get(0));

    new Journals(folder).fold();
    assertThat(unfinished()).isEqualTo(before);
    Files.write(inputs.get(0), first);
    assertThat(unfinished()).isEqualTo(before);
  }

  /** Killed while it removes what it replaced, and then once more over all that is left. */
  @Test
  void aFoldOfAFoldAndOfWhatItReplacedKeepsAll() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
    }
    Map<Path, byte[]> originals = new HashMap<>();
    for (Path file : files()) {
      originals.put(file, Files.readAllBytes(file));
    }
    for (int round = 0; round < 3; round++) {
      new Journals(folder).fold();
      assertThat(unfinished()).as("fold %s", round).hasSize(40);
      for (Map.Entry<Path, byte[]> original : originals.entrySet()) {
        Files.write(original.getKey(), original.getValue());
      }
    }
  }

  @Test
  void aFoldThatCannotBeWrittenIsAWarning() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
    }
    Files.createDirectory(folder.resolve("fold.lock"));

    assertThat(new Journals(folder).fold()).contains("can't be folded").doesNotContain("\n");
    assertThat(unfinished()).hasSize(40);
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new HashMap<>();
    for (Path file : files()) {
      contents.put(file, Files.readAllBytes(file));
    }
    return contents;
  }

  /** As in a folder that a lab shares, whose sticky bit keeps each one's files. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAnotherUserAloneCanRemoveIsLeftAndSaidAndFoldedByThatUser() throws IOException {
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
    }
    Files.setAttribute(folder, "unix:mode", 01777);
    Map<Path, byte[]> before = contents();

    String fault = new Journals(folder, new Rights(12_345)).fold();

    assertThat(fault).contains("can't be folded", "40").doesNotContain("\n");
    assertThat(contents()).containsExactlyInAnyOrderEntriesOf(before);
    assertThat(new Journals(folder).fold()).isEmpty();
    assertThat(files()).hasSize(1);
    assertThat(unfinished()).hasSize(40);
  }

  @Test
  void aFoldOfWhatCannotBeRemovedIsTakenBack() throws IOException {
    for (int i = 0; i < 3; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
    }
    List<Path> before = files();
    Fold.Removal never =
        file -> {
          throw new AccessDeniedException(file.toString());
        };

    assertThatThrownBy(() -> Fold.run(folder, before, never))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(files()).isEqualTo(before);

    Fold.Removal allButOne =
        file -> {
          if (file.equals(before.get(0))) {
            throw new AccessDeniedException(file.toString());
          }
          Files.delete(file);
        };
    assertThatThrownBy(() -> Fold.run(folder, before, allButOne))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(files()).hasSize(2).contains(before.get(0));
    assertThat(unfinished()).hasSize(3);
  }

  @Test
  void whatALaterVersionWroteStaysAsItIs() throws IOException {
    List<String> words =
        List.of(
            "\"outcome\":\"licensed\"",
            "\"outcome\":\"gone\",\"schema\":2,\"split\":\"extra\"",
            "\"schema\":3");
    for (int i = 0; i < 40; i++) {
      run(entry("clip" + i, Outcome.GONE, i));
      if (i < words.size()) {
        Files.writeString(
            files().get(i),
            "{\"time\":\"2027-01-01T00:00:00Z\",\"clip\":\"later\"," + words.get(i) + "}\n",
            StandardOpenOption.APPEND);
      } else {
        Files.writeString(
            files().get(i), "\0\0\0\n{\"block\":\"an old one's\"}\n", StandardOpenOption.APPEND);
      }
    }
    List<Path> later = files().subList(0, words.size());
    Map<Path, byte[]> before = contents();

    assertThat(new Journals(folder).fold()).isEmpty();

    assertThat(files()).hasSize(words.size() + 1).containsAll(later);
    later.forEach(file -> assertThat(file).hasBinaryContent(before.get(file)));
    assertThat(unfinished()).hasSize(40);
  }

  /** In a Java of its own, with a heap that maps of names would not fit into. */
  @Test
  void manyClipsAreFoldedAndReadInLittleMemory() throws Exception {
    int files = 40;
    int clips = 5_000;
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve(RunMark.newName() + JournalFiles.ENDING);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        for (int j = 0; j < clips; j++) {
          out.write(entry("clip" + (i * clips + j), Outcome.FAILED, j).toLine());
        }
      }
      // The process that has made it, this one, is alive.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx72m",
                "-cp",
                System.getProperty("java.class.path"),
                FoldAndRead.class.getName(),
                folder.toString())
            .inheritIO()
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(files()).hasSize(1);
    try (Stream<String> lines = Files.lines(files().get(0))) {
      assertThat(lines.count()).isEqualTo((long) files * clips);
    }
  }

  /**
   * A process of its own that folds, asks what is known, and then lists all that is lost, as a run
   * does at its end.
   */
  static final class FoldAndRead {
    private FoldAndRead() {}

    public static void main(String[] arguments) {
      Journals journals = new Journals(Path.of(arguments[0]));
      String fault = journals.fold();
      LastResults known = journals.unfinished("download");
      List<String> lost =
          journals
              .last("download", outcome -> false)
              .names(EnumSet.of(Outcome.FAILED), entry -> true);
      boolean all = known.of(clip("clip199999")).isPresent() && lost.size() == 200_000;
      System.exit(all && fault.isEmpty() ? 0 : 1);
    }
  }

  /** Each with short runs that book and fold, as a Slurm array of small shards does. */
  @Test
  void processesThatFoldAtTheSameTimeLoseNothing() throws Exception {
    int runs = 80;
    List<Process> processes = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ShortRuns.class.getName(),
                  folder.toString(),
                  name,
                  Integer.toString(runs))
              .inheritIO()
              .start());
    }
    while (processes.stream().anyMatch(Process::isAlive)) {
      unfinished(); // A reader meanwhile sees no fault.
      Thread.sleep(20);
    }

    assertThat(processes).allMatch(process -> process.exitValue() == 0);
    assertThat(unfinished()).hasSize(3 * runs);
    new Journals(folder).fold();
    assertThat(unfinished()).hasSize(3 * runs);
    assertThat(files()).hasSizeLessThan(34);
  }

  /** A process of its own that makes many short runs. */
  static final class ShortRuns {
    private ShortRuns() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        try (Journal journal = new Journal(folder, () -> HEADER)) {
          journal.append(entry(arguments[1] + i, Outcome.GONE, i));
        }
        new Journals(folder).fold();
      }
    }
  }
}
