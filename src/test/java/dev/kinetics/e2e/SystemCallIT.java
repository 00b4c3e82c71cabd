package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.history.Journals;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.LinuxTools;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed at a system call that changes a file, whichever that is, the program leaves nothing that
 * looks whole and is not, loses nothing that was known, and goes on by the same command.
 */
@EnabledOnOs(OS.LINUX)
class SystemCallIT {
  /** So many calls of each job, by chance; the profile 'soak' takes them all. */
  private static final int KILLS = Integer.getInteger("soak.calls", 1);

  private static final long SEED = 20_261_126L;

  /**
   * What names, removes, cuts or flushes; what is written before a file has its name is seen by
   * nobody. A question mark stands before what not every processor has.
   */
  private static final String CALLS =
      "?rename,?renameat,renameat2,?link,linkat,?unlink,unlinkat,?rmdir,?mkdir,mkdirat,"
          + "fsync,fdatasync,ftruncate";

  @TempDir Path folder;

  /** What holds after a kill, or after the end. */
  private interface Check {
    void of(Path place, String when) throws IOException;
  }

  private void killed(Path template, List<String> arguments, Check always, Check atLast)
      throws Exception {
    String job = arguments.get(0);
    Path log = folder.resolve("calls");
    Kinetics.Result whole = run(copy(template, "whole"), null, log, arguments);
    assertThat(whole.exitCode()).as("%s", whole).isLessThan(2);
    List<Call> calls = callsOf(log);
    if (KILLS < calls.size()) {
      Collections.shuffle(calls, new Random(SEED));
    }
    int kills = 0;
    for (Call call : calls.subList(0, Math.min(KILLS, calls.size()))) {
      String when = job + " killed at " + call;
      Path place = copy(template, call.name() + call.number());

      kills += run(place, call, log, arguments).exitCode() == 137 ? 1 : 0;
      always.of(place, when);

      Kinetics.Result again = kinetics(place).run(arguments.toArray(String[]::new));
      assertThat(again.exitCode()).as("%s: %s", when, again).isEqualTo(whole.exitCode());
      always.of(place, "run again, " + when);
      atLast.of(place, "run again, " + when);
    }
    assertThat(kills).as("kills of %s", job).isPositive();
  }

  /** The so many-th call of this name that a thread makes. */
  private record Call(String name, int number) {}

  /** The calls of the thread that makes most of the changes, which is the main one. */
  private static List<Call> callsOf(Path log) throws IOException {
    Map<String, List<Call>> byThread = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    Pattern line = Pattern.compile("(\\d+) +(\\w+)\\(.*");
    for (String text : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      Matcher call = line.matcher(text);
      if (call.matches()) {
        int number = numbers.merge(call.group(1) + call.group(2), 1, Integer::sum);
        byThread
            .computeIfAbsent(call.group(1), thread -> new ArrayList<>())
            .add(new Call(call.group(2), number));
      }
    }
    return byThread.values().stream().max(Comparator.comparing(List::size)).orElseThrow();
  }

  private static Kinetics kinetics(Path place) {
    return Kinetics.in(place).withJavaOptions("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
  }

  private static Kinetics.Result run(Path place, Call call, Path log, List<String> arguments) {
    Kinetics kinetics = kinetics(place);
    List<String> command = kinetics.command(arguments.toArray(String[]::new));
    List<String> traced =
        call == null
            ? LinuxTools.listing(CALLS, log, command)
            : LinuxTools.killedAt(call.name(), call.number(), log, command);
    try (Kinetics.Run run = kinetics.start(traced)) {
      return run.await();
    }
  }

  private Path copy(Path template, String name) throws IOException {
    Path copy = folder.resolve(template.getFileName() + "-" + name);
    try (Stream<Path> all = Files.walk(template)) {
      for (Path from : (Iterable<Path>) all::iterator) {
        Files.copy(
            from,
            copy.resolve(template.relativize(from).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private static Path put(Path place, String path, String text) throws IOException {
    Path file = place.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    return file;
  }

  private static Map<String, String> content(Path place, String below) throws IOException {
    Map<String, String> content = new TreeMap<>();
    if (Files.isDirectory(place.resolve(below))) {
      try (Stream<Path> all = Files.walk(place.resolve(below))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String name = place.relativize(file).toString();
          if (!name.contains(".kinetics")) {
            content.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    return content;
  }

  @Test
  void aFoldLosesNothingThatWasKnown() throws Exception {
    Path template = Files.createDirectory(folder.resolve("fold"));
    Files.writeString(
        template.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\na,broken,0,10,train\n");
    // Damaged, and always newer than what is known of it, so that each run has work to do.
    Path broken = put(template, "dataset/train/a/broken.mp4", "no video");
    Files.setLastModifiedTime(broken, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    Set<String> known = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      known.add("old" + i);
      put(
          template,
          "dataset/.kinetics/journal/20240101T0000%02d.000Z-else-%d-0000000a.jsonl".formatted(i, i),
          "{\"time\":\"2024-01-01T00:00:00Z\",\"job\":\"download\",\"split\":\"train\","
              + "\"clip\":\"old%d\",\"outcome\":\"gone\",\"reason\":\"deleted\",\"id\":\"old%d\","
                  .formatted(i, i)
              + "\"section\":[0.0,10.0]}\n");
    }
    killed(
        template,
        List.of("frames", "--all", "--annotations", "list.csv", "--quiet"),
        (place, when) -> {
          Set<String> clips = new HashSet<>();
          new Journals(place.resolve("dataset/.kinetics/journal"))
              .read(entry -> clips.add(entry.clip()));
          assertThat(clips).as(when).containsAll(known);
        },
        (place, when) -> {
          try (Stream<Path> files = Files.list(place.resolve("dataset/.kinetics/journal"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".jsonl")))
                .as(when)
                // So many are left alone, and the run's own.
                .hasSizeLessThanOrEqualTo(32);
          }
        });
  }

  @Test
  void aRenamingLosesNoFile() throws Exception {
    Path template = Files.createDirectory(folder.resolve("rename"));
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      list.append("a,clip").append(i).append(",0,10,train\n");
      put(template, "dataset/train/a/clip" + i + ".mp4", "video " + i);
      put(template, "dataset/train_frames/a/clip" + i + "/frame0.jpg", "frame " + i);
      wanted.put("dataset/train/a/clip" + i + "_000000_000010.mp4", "video " + i);
      wanted.put("dataset/train_frames/a/clip" + i + "_000000_000010/frame0.jpg", "frame " + i);
    }
    Files.writeString(template.resolve("list.csv"), list);
    killed(
        template,
        List.of("rename", "--annotations", "list.csv", "--naming", "id-times"),
        (place, when) ->
            assertThat(content(place, "dataset").values())
                .as(when)
                .containsExactlyInAnyOrderElementsOf(wanted.values()),
        (place, when) -> assertThat(content(place, "dataset")).as(when).isEqualTo(wanted));
  }

  @Test
  void cleaningRemovesNothingElse() throws Exception {
    Path template = Files.createDirectory(folder.resolve("clean"));
    put(template, "dataset/train/a/AAAAAAAAAAA.mp4", "video");
    put(template, "dataset/train_frames/a/AAAAAAAAAAA/frame0.jpg", "frame");
    put(template, "dataset/notes.txt", "mine");
    Map<String, String> kept = content(template, "dataset");
    put(template, "dataset/train/a/AAAAAAAAAAA.mp4.part", "half");
    put(template, "dataset/train/a/AAAAAAAAAAA_raw.mp4", "uncut");
    put(template, "dataset/train_frames/a/.B.1.kinetics-partial/frame0.jpg", "frame");
    Path old = put(template, "dataset/.kinetics/scratch/old/1/x.mp4", "half").getParent();
    for (Path left :
        List.of(
            old.getParent(), template.resolve("dataset/train_frames/a/.B.1.kinetics-partial"))) {
      Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    killed(
        template,
        List.of("clean", "--yes", "--older-than", "0s"),
        (place, when) -> assertThat(content(place, "dataset")).as(when).containsAllEntriesOf(kept),
        // Of the scratch folder a rest may look newborn for a minute.
        (place, when) -> assertThat(content(place, "dataset")).as(when).isEqualTo(kept));
  }

  @Test
  void shardsAreOfOneSet() throws Exception {
    Path template = Files.createDirectory(folder.resolve("tfrecords"));
    Path track = template.resolve("track.mp3");
    TestTools.ffmpeg(
        List.of("-f", "lavfi", "-i", "sine", "-t", "0.3", "-c:a", "libmp3lame", track.toString()));
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      Path sound = put(template, "dataset/train_sound/a/t" + i + ".mp3", "");
      Files.copy(track, sound, StandardCopyOption.REPLACE_EXISTING);
      names.append(names.isEmpty() ? "" : ",").append("\"t" + i + "\": \"a\"");
    }
    Files.writeString(template.resolve("m.json"), "{" + names + "}");
    Files.writeString(template.resolve("classes.json"), "{\"a\": 1}");
    List<String> pack =
        List.of("tfrecords", "train", "m.json", "classes.json", "out/r", "--shards", "4");
    Kinetics.Result first = kinetics(template).run(pack.toArray(String[]::new));
    assertThat(first.exitCode()).as("%s", first).isZero();
    Files.writeString(template.resolve("classes.json"), "{\"a\": 2}");
    oneSet(template, "out", 4, pack);
  }

  @Test
  void theFilesOfAMetadataSetAreOfOneSet() throws Exception {
    Path template = Files.createDirectory(folder.resolve("meta"));
    Files.writeString(
        template.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\n"
            + "a,a1,0,10,train\na,a2,0,10,val\na,a3,0,10,test\n"
            + "b,b1,0,10,train\nb,b2,0,10,val\nb,b3,0,10,test\n");
    List<String> meta =
        List.of("meta", "videos", "--annotations", "list.csv", "--save", "out/k", "--sets", "2");
    for (String label : List.of("a", "b")) {
      put(template, "dataset/train/" + label + "/" + label + "1.mp4", "x");
      put(template, "dataset/valid/" + label + "/" + label + "2.mp4", "x");
      put(template, "dataset/test/" + label + "3.mp4", "x");
      if (label.equals("a")) {
        Kinetics.Result first = kinetics(template).run(meta.toArray(String[]::new));
        assertThat(first.exitCode()).as("%s", first).isZero();
      }
    }
    oneSet(template, "out", 4, meta);
  }

  @Test
  void theFilesOfAnExportAreOfOneSet() throws Exception {
    Path template = Files.createDirectory(folder.resolve("export"));
    List<String> export =
        List.of("export", "webdataset", "--all", "--annotations", "list.csv", "--out", "out");
    List<String> again = new ArrayList<>(export);
    again.add("--overwrite");
    clips(template, 2);
    Kinetics.Result first = kinetics(template).run(export.toArray(String[]::new));
    assertThat(first.exitCode()).as("%s", first).isZero();
    clips(template, 3);
    oneSet(template, "out/train", 2, again);
  }

  @Test
  void aResizedClipIsTheOldOneOrTheNew() throws Exception {
    Path template = Files.createDirectory(folder.resolve("resize"));
    clips(template, 2);
    String clips = "dataset/train";
    Map<String, String> old = content(template, clips);
    killed(
        template,
        List.of("resize", "--short-side", "32", "--all", "--annotations", "list.csv"),
        (place, when) -> {
          assertThat(content(place, clips).keySet()).as(when).isEqualTo(old.keySet());
          for (String name : old.keySet()) {
            assertThat(TestTools.probe(place.resolve(name)).seconds()).as(when).isBetween(0.9, 1.1);
          }
        },
        (place, when) -> {
          for (Map.Entry<String, String> file : content(place, clips).entrySet()) {
            assertThat(file.getValue()).as(when).isNotEqualTo(old.get(file.getKey()));
          }
        });
  }

  /** So many clips of a second, and their list. */
  private static void clips(Path place, int count) throws Exception {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < count; i++) {
      list.append("a,clip").append(i).append(",0,1,train\n");
      Path clip = put(place, "dataset/train/a/clip" + i + ".mp4", "");
      String picture = "testsrc2=size=96x64:rate=10:duration=1";
      TestTools.ffmpeg(List.of("-f", "lavfi", "-i", picture, "-y", clip.toString()));
    }
    Files.writeString(place.resolve("list.csv"), list);
  }

  private void oneSet(Path template, String below, int files, List<String> arguments)
      throws Exception {
    Map<String, String> old = content(template, below);
    Path made = copy(template, "new");
    assertThat(kinetics(made).run(arguments.toArray(String[]::new)).exitCode()).isZero();
    Map<String, String> wanted = content(made, below);
    assertThat(wanted).hasSize(files).hasSameSizeAs(old);
    assertThat(wanted.keySet()).isEqualTo(old.keySet());
    // But for the classes, whose indices are those of the whole list.
    assertThat(wanted.keySet().stream().filter(name -> !wanted.get(name).equals(old.get(name))))
        .hasSizeGreaterThanOrEqualTo(Math.min(files, 3));
    killed(
        template,
        arguments,
        (place, when) -> {
          Map<String, String> there = content(place, below);
          Set<String> sets =
              there.entrySet().stream()
                  .filter(file -> !wanted.get(file.getKey()).equals(old.get(file.getKey())))
                  .map(
                      file ->
                          file.getValue().equals(old.get(file.getKey()))
                              ? "old"
                              : file.getValue().equals(wanted.get(file.getKey())) ? "new" : "none")
                  .collect(Collectors.toSet());
          assertThat(sets).as("%s: %s", when, there.keySet()).hasSizeLessThan(2);
          assertThat(sets).as(when).isSubsetOf("old", "new");
        },
        (place, when) -> assertThat(content(place, below)).as(when).isEqualTo(wanted));
  }
}
