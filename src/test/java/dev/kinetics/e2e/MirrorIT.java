package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.support.Fault;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar takes clips from a copy of the mirror's paths, with archives in every shape. */
class MirrorIT {
  private static final String HEADER = "label,youtube_id,time_start,time_end,split\n";
  private static byte[] clip;

  @TempDir Path folder;
  private YoutubeSite site;

  private record Entry(String name, byte type, byte[] content) {
    static Entry clip(String name) throws IOException {
      return new Entry(name, TarConstants.LF_NORMAL, clipBytes());
    }
  }

  private static byte[] clipBytes() throws IOException {
    if (clip == null) {
      Path file = Files.createTempFile("clip", ".mp4");
      TestTools.ffmpeg(
          List.of("-i", Media.MP4.file().toString(), "-t", "10", "-c", "copy", file.toString()));
      clip = Files.readAllBytes(file);
      Files.delete(file);
    }
    return clip;
  }

  private static byte[] tar(boolean gzip, List<Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = gzip ? new GZIPOutputStream(bytes) : bytes;
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      for (Entry entry : entries) {
        TarArchiveEntry header = new TarArchiveEntry(entry.name(), entry.type(), true);
        boolean plain = entry.type() == TarConstants.LF_NORMAL;
        if (!plain) {
          header.setLinkName("/etc/passwd");
        }
        header.setSize(plain ? entry.content().length : 0);
        tar.putArchiveEntry(header);
        tar.write(entry.content(), 0, plain ? entry.content().length : 0);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @BeforeEach
  void open() {
    site = new YoutubeSite();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void serve(String path, byte[] bytes) {
    site.page("/kinetics/" + path, "application/octet-stream", bytes);
  }

  private void list(String path, String... archives) {
    StringBuilder lines = new StringBuilder();
    for (String archive : archives) {
      lines.append("https://s3.amazonaws.com/kinetics/").append(archive).append('\n');
    }
    serve(path, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Kinetics.Result download(String rows, String release, String source, String... more)
      throws IOException {
    Files.writeString(folder.resolve("list.csv"), HEADER + rows);
    List<String> options =
        new ArrayList<>(
            List.of("download", "--annotations", "list.csv", "--release", release, "--all"));
    options.addAll(List.of("--source", source));
    options.addAll(List.of(more));
    if (!options.contains("--mirror-url")) {
      options.addAll(List.of("--mirror-url", site.address() + "/kinetics"));
    }
    return Kinetics.in(folder).with(site.environment()).run(options.toArray(String[]::new));
  }

  private Path file(String path) {
    return folder.resolve("dataset").resolve(path);
  }

  private List<String> videos() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".mp4"))
          .map(f -> folder.resolve("dataset").relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aCopyThatOthersMadeIsCompletedFromYoutubeThenTheMirror() throws IOException {
    String rows =
        """
        pole vault,ownClip___1,0,10,train
        pole vault,siteClip__2,0,10,train
        pole vault,deletedCl_3,0,10,train
        """;
    Path own = folder.resolve("copy/videos_train/pole vault/ownClip___1_000000_000010.mp4");
    Files.createDirectories(own.getParent());
    byte[] theirs = "theirs".getBytes(StandardCharsets.US_ASCII);
    Files.write(own, theirs);
    site.video("siteClip__2", Media.MP4);
    site.error("deletedCl_3", "Video unavailable. This video has been removed", true);
    serve(
        "600/train/pole_vault.tar.gz",
        tar(true, List.of(Entry.clip("deletedCl_3_000000_000010.mp4"))));
    list("600/train/k600_train_path.txt", "600/train/pole_vault.tar.gz");
    Files.writeString(folder.resolve("list.csv"), HEADER + rows);
    Kinetics.Result adopted =
        Kinetics.in(folder).run("adopt", "copy", "--annotations", "list.csv", "--quick");
    assertThat(adopted.out())
        .as("%s", adopted)
        .contains("1 clip there, 2 missing", "suspicious: copy/videos_train");

    Kinetics.Result result = download(rows, "600", "youtube,mirror", "--dataset-dir", "copy");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(own).as("never overwritten").hasBinaryContent(theirs);
    assertThat(FrameNumbers.of(own.resolveSibling("siteClip__2_000000_000010.mp4"))).isNotEmpty();
    assertThat(own.resolveSibling("deletedCl_3_000000_000010.mp4")).hasBinaryContent(clipBytes());
  }

  @Test
  void sharesFetchEachArchiveOfAClassOnce() throws IOException {
    List<String> classes = List.of("abseiling", "zumba", "pole vault");
    StringBuilder rows = new StringBuilder();
    List<String> archives = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      List<Entry> entries = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        String id = "shared_%d_%d__".formatted(i, j);
        rows.append("%s,%s,0,10,train%n".formatted(classes.get(i), id));
        entries.add(Entry.clip(id + "_000000_000010.mp4"));
      }
      String archive = "600/train/" + classes.get(i).replace(' ', '_') + ".tar.gz";
      archives.add(archive);
      serve(archive, tar(true, entries));
    }
    list("600/train/k600_train_path.txt", archives.toArray(String[]::new));

    for (String share : List.of("1/2", "2/2")) {
      Kinetics.Result result = download(rows.toString(), "600", "mirror", "--shard", share);
      assertThat(result.exitCode()).as("%s", result).isZero();
    }

    assertThat(videos()).hasSize(24);
    for (String archive : archives) {
      assertThat(site.requests("/kinetics/" + archive)).as(archive).hasSize(1);
    }
  }

  /** Where each archive holds clips of all classes, nobody knows before what a share will find. */
  @Test
  void sharesOfMixedPartsReadEachArchiveOnceAndTellWhatIsNowhereInTheEnd() throws IOException {
    StringBuilder rows = new StringBuilder();
    List<String> archives = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String id = "mixedPart" + part + i;
        entries.add(Entry.clip(id + "_000001_000011.mp4"));
        rows.append(i == 0 ? "zumba," : "yoga,").append(id).append(",1,11,train\n");
      }
      archives.add("400/train/part_" + part + ".tar.gz");
      serve(archives.get(part), tar(true, entries));
    }
    rows.append("zumba,nowhereAaaa,1,11,train\nyoga,nowhereBbbb,1,11,train\n");
    list("400/train/k400_train_path.txt", archives.toArray(String[]::new));

    for (int share = 1; share <= 3; share++) {
      Kinetics.Result result = download(rows.toString(), "400", "mirror", "--shard", share + "/3");
      assertThat(result.exitCode()).as("%s", result).isBetween(0, 1);
      if (share == 1) {
        assertThat(result.exitCode()).as("some of its own are not told yet: %s", result).isOne();
        assertThat(result.out()).containsPattern("done +6").containsPattern("of other shares +11");
      }
    }
    assertThat(videos()).hasSize(15);
    // Only now all archives are known.
    for (int share = 1; share <= 3; share++) {
      assertThat(download(rows.toString(), "400", "mirror", "--shard", share + "/3").exitCode())
          .isZero();
    }
    for (String archive : archives) {
      assertThat(site.requests("/kinetics/" + archive)).as(archive).hasSize(1);
    }
    assertThat(file("failed.txt")).content().contains("nowhereAaaa", "nowhereBbbb");
    assertThat(file("failed.txt")).content().hasLineCount(2);
  }

  private String journal() throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> files = Files.list(file(".kinetics/journal"))) {
      for (Path f : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines.append(Files.readString(f));
      }
    }
    return lines.toString();
  }

  @Test
  void takesOnlyWantedClipsOutOfMixedPartsAndLeavesHostileEntriesAlone() throws IOException {
    byte[] none = new byte[0];
    List<Entry> hostile = new ArrayList<>();
    hostile.add(Entry.clip("../../AAAAAAAAAAA_000001_000011.mp4"));
    hostile.add(Entry.clip("/tmp/BBBBBBBBBBB_000001_000011.mp4"));
    hostile.add(new Entry("CCCCCCCCCCC_000001_000011.mp4", TarConstants.LF_SYMLINK, none));
    hostile.add(new Entry("CCCCCCCCCCC_000001_000011.mp4", TarConstants.LF_LINK, none));
    hostile.add(new Entry("CCCCCCCCCCC_000001_000011.mp4", TarConstants.LF_CHR, none));
    hostile.add(new Entry("DDDDDDDDDDD_000001_000011.mp4", TarConstants.LF_NORMAL, new byte[700]));
    hostile.add(Entry.clip("train/unwantedddd_000001_000011.mp4"));
    hostile.add(Entry.clip("train/deep/-EEEEEEEEEE_000001_000011.mp4"));
    hostile.add(Entry.clip("again/-EEEEEEEEEE_000001_000011.mp4"));
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz", "400/train/part 1.tgz");
    serve("400/train/part_0.tar.gz", tar(true, hostile));
    // A plain tar in spite of its name.
    serve(
        "400/train/part 1.tgz", tar(false, List.of(Entry.clip("./FFFFFFFFFFF_000001_000011.mp4"))));
    serve(
        "400/replacement_for_corrupted_k400.tgz",
        tar(true, List.of(Entry.clip("DDDDDDDDDDD_000001_000011.mp4"))));
    StringBuilder rows = new StringBuilder();
    for (String id :
        List.of(
            "AAAAAAAAAAA",
            "BBBBBBBBBBB",
            "CCCCCCCCCCC",
            "DDDDDDDDDDD",
            "-EEEEEEEEEE",
            "FFFFFFFFFFF")) {
      rows.append("pole vault,").append(id).append(",1,11,train\n");
    }

    Kinetics.Result result = download(rows.toString(), "400", "mirror");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(videos())
        .containsExactly(
            "train/pole_vault/-EEEEEEEEEE.mp4",
            "train/pole_vault/DDDDDDDDDDD.mp4",
            "train/pole_vault/FFFFFFFFFFF.mp4");
    assertThat(file("train/pole_vault/-EEEEEEEEEE.mp4")).hasBinaryContent(clipBytes());
    assertThat(result.out()).contains("gone", "not at the mirror 3");
    assertThat(Files.readAllLines(file("failed.txt")))
        .containsExactly("AAAAAAAAAAA", "BBBBBBBBBBB", "CCCCCCCCCCC");
    assertThat(Path.of("/tmp/BBBBBBBBBBB_000001_000011.mp4")).doesNotExist();
    assertThat(journal()).contains("\"source\":\"mirror\"");

    int before = site.requests().size();
    assertThat(download(rows.toString(), "400", "mirror").exitCode()).isZero();
    assertThat(site.requests()).as("all is known").hasSize(before);
  }

  @Test
  void completesTheMirrorsOwnFoldersThatSomebodyUnpacked() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    serve(
        "400/train/part_0.tar.gz",
        tar(
            true,
            List.of(
                Entry.clip("AAAAAAAAAAA_000001_000011.mp4"),
                Entry.clip("BBBBBBBBBBB_000001_000011.mp4"),
                Entry.clip("CCCCCCCCCCC_000001_000011.mp4"))));
    Files.writeString(
        folder.resolve("list.csv"),
        HEADER
            + "pole vault,AAAAAAAAAAA,1,11,train\npole vault,BBBBBBBBBBB,1,11,train\n"
            + "zumba,CCCCCCCCCCC,1,11,train\nzumba,AAAAAAAAAAA,1,11,val\n");
    Files.createDirectories(file("train"));
    Files.createDirectories(file("val"));
    Path there = Files.write(file("train/AAAAAAAAAAA_000001_000011.mp4"), clipBytes());
    TestTools.ffmpeg(
        List.of(
            "-i", there.toString(), "-c", "copy", file("val/AAAAAAAAAAA_000001_000011.mkv") + ""));
    Files.write(file("train/CCCCCCCCCCC_000001_000011.mp4"), Arrays.copyOf(clipBytes(), 9_000));
    Kinetics program = Kinetics.in(folder).with(site.environment());

    Kinetics.Result adopted = program.run("adopt", "dataset", "--annotations", "list.csv");
    assertThat(adopted.exitCode()).as("%s", adopted).isEqualTo(1);
    assertThat(adopted.out()).contains("--naming id-times --class-dirs none", "1 suspicious");
    assertThat(program.run("verify", "--delete").out()).contains("removed 1");
    Kinetics.Result completed =
        program.run(
            "download", "--all", "--source=mirror", "--mirror-url", site.address() + "/kinetics");

    assertThat(completed.exitCode()).as("%s", completed).isZero();
    assertThat(videos())
        .containsExactly(
            "train/AAAAAAAAAAA_000001_000011.mp4",
            "train/BBBBBBBBBBB_000001_000011.mp4",
            "train/CCCCCCCCCCC_000001_000011.mp4");
    assertThat(program.run("verify").out()).contains("verify: 4 clips", "; 0 bad");
  }

  @Test
  void fetchesOnlyTheArchivesOfWantedClasses() throws IOException {
    String[] archives = {"600/train/abseiling.tar.gz", "600/train/pole vault.tar.gz"};
    list("600/train/k600_train_path.txt", archives);
    serve("600/train/pole vault.tar.gz", tar(true, List.of(Entry.clip("a_000001_000011.mp4"))));
    String first = "700_2020/train/k700_train_001.tar.gz";
    list("700_2020/train/k700_2020_train_path.txt", "700_2020/train/k700_train_002.tar.gz", first);
    serve(first, tar(true, List.of(Entry.clip("b_000002_000012.mp4"))));

    assertThat(download("pole vault,a,1,11,train\n", "600", "mirror").exitCode()).isZero();
    String[] anew = {"--overwrite"}; // the dataset is of another release
    assertThat(download("abseiling,b,2.4,12.4,train\n", "700-2020", "mirror", anew).exitCode())
        .isZero();
    Kinetics.Result other =
        download(
            "abseiling,b,2.4,12.4,train\n",
            "700",
            "mirror",
            "--dataset-dir",
            "other",
            "--naming",
            "id-times",
            "--split-dirs",
            "training,val,test");

    assertThat(other.exitCode()).as("%s", other).isZero();
    assertThat(videos())
        .containsExactly(
            "../other/training/abseiling/b_000002_000012.mp4",
            "train/abseiling/b.mp4",
            "train/pole_vault/a.mp4");
    assertThat(site.requests("/kinetics/600/train/abseiling")).isEmpty();
    assertThat(site.requests("/kinetics/700_2020/train/k700_train_002")).isEmpty();
  }

  @Test
  void fallsThroughFromEachSourceToTheOther() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    serve(
        "400/train/part_0.tar.gz", tar(true, List.of(Entry.clip("atTheMirror_000001_000011.mp4"))));
    site.video("onlyYoutube", Media.MP4);
    site.error("atTheMirror", "Private video", true);
    String rows = "pole vault,atTheMirror,1,11,train\npole vault,onlyYoutube,1,11,train\n";

    for (String order : List.of("mirror,youtube", "youtube,mirror")) {
      String target = order.replace(',', '-');
      Kinetics.Result result = download(rows, "400", order, "--dataset-dir", target);
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(folder.resolve(target + "/train/pole_vault")).isDirectoryContaining("glob:**.mp4");
      assertThat(folder.resolve(target + "/train/pole_vault/atTheMirror.mp4"))
          .hasBinaryContent(clipBytes());
      assertThat(folder.resolve(target + "/train/pole_vault/onlyYoutube.mp4")).exists();
    }
    assertThat(download(rows, "400", "youtube").exitCode()).isZero();
    assertThat(videos()).doesNotContain("train/pole_vault/atTheMirror.mp4");
    assertThat(download(rows, "400", "mirror").exitCode()).isZero();
    assertThat(videos()).contains("train/pole_vault/atTheMirror.mp4");
  }

  @Test
  void aDryRunTellsWhatWouldBeStreamed() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz", "400/train/part_1.tar.gz");
    byte[] archive = tar(false, List.of(Entry.clip("a_000001_000011.mp4")));
    serve("400/train/part_0.tar.gz", archive);
    String rows = "pole vault,a,1,11,train\n";

    Kinetics.Result result = download(rows, "400", "mirror", "--dry-run");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("the mirror: 2 archives to stream, ", "1 of unknown size");
    assertThat(site.bytesSent("/kinetics/400/train/part_")).isLessThan(1_000);
  }

  @Test
  void bringsClipsToTheSizeThatIsAskedForAndLeavesThoseThatHaveIt() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    serve(
        "400/train/part_0.tar.gz",
        tar(true, List.of(Entry.clip("a_000001_000011.mp4"), Entry.clip("b_000001_000011.mp4"))));
    String rows = "pole vault,a,1,11,train\npole vault,b,1,11,train\n";

    Kinetics.Result small =
        download(rows, "400", "mirror", "--short-side", "180", "--dataset-dir", "small");
    Kinetics.Result same =
        download(rows, "400", "mirror", "--max-height", "360", "--dataset-dir", "same");

    assertThat(small.exitCode()).as("%s", small).isZero();
    assertThat(same.exitCode()).as("%s", same).isZero();
    for (String id : List.of("a", "b")) {
      Path clip = folder.resolve("small/train/pole_vault/" + id + ".mp4");
      VideoStream video = TestTools.probe(clip).video().orElseThrow();
      assertThat(video.width() + "x" + video.height()).isEqualTo("320x180");
      assertThat(video.frames()).isEqualTo(10 * Media.FRAME_RATE);
      assertThat(folder.resolve("same/train/pole_vault/" + id + ".mp4"))
          .hasBinaryContent(clipBytes());
    }
  }

  /** Stored it is 360 lines high, and shown 640. */
  @Test
  void aClipThatIsTurnedHasTheSizeThatIsShown() throws IOException {
    Path turned = folder.resolve("turned.mp4");
    TestTools.ffmpeg(
        List.of("-i", Media.ROTATED.file() + "", "-t", "4", "-c", "copy", turned.toString()));
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    byte[] bytes = Files.readAllBytes(turned);
    serve(
        "400/train/part_0.tar.gz",
        tar(true, List.of(new Entry("a_000001_000005.mp4", TarConstants.LF_NORMAL, bytes))));
    for (String height : List.of("360", "0")) {
      Kinetics.Result result =
          download(
              "pole vault,a,1,5,train\n",
              "400",
              "mirror",
              "--max-height",
              height,
              "--dataset-dir",
              "of" + height);
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    Path clip = folder.resolve("of360/train/pole_vault/a.mp4");
    VideoStream video = TestTools.probe(clip).video().orElseThrow();
    assertThat(video.width() + "x" + video.height()).isEqualTo("202x360");
    assertThat(video.rotation()).isZero();
    assertThat(folder.resolve("of0/train/pole_vault/a.mp4")).hasBinaryContent(bytes);
  }

  @Test
  void goesOnFromAnyByteWhereTheConnectionBreaks() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    byte[] archive = tar(true, List.of(Entry.clip("x_000001_000011.mp4")));
    serve("400/train/part_0.tar.gz", archive);
    int cuts = Integer.getInteger("soak.cuts", 4);
    Random random = new Random(20);
    for (int i = 0; i < cuts; i++) {
      int at = random.nextInt(archive.length);
      site.heal().fault("/kinetics/400/train/part_0", new Fault.Cut(at, i % 2 == 0), 1);
      Kinetics.Result result =
          download("pole vault,x,1,11,train\n", "400", "mirror", "--dataset-dir", "cut" + i);
      assertThat(result.exitCode()).as("cut at %s: %s", at, result).isZero();
      assertThat(folder.resolve("cut" + i + "/train/pole_vault/x.mp4"))
          .as("cut at %s", at)
          .hasBinaryContent(clipBytes());
    }
    assertThat(site.requests("/kinetics/400/train/part_0"))
        .anySatisfy(request -> assertThat(request.range()).startsWith("bytes="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "KILL"})
  void goesOnAfterItWasStoppedInTheMiddle(String signal) throws Exception {
    int clips = 12;
    StringBuilder rows = new StringBuilder(HEADER);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < clips; i++) {
      entries.add(Entry.clip("clip%04d_000001_000011.mp4".formatted(i)));
      rows.append("pole vault,clip%04d,1,11,train\n".formatted(i));
    }
    byte[] archive = tar(true, entries);
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    serve("400/train/part_0.tar.gz", archive);
    site.fault("/kinetics/400/train/part_0", new Fault.Slow(archive.length / 3));
    Files.writeString(folder.resolve("list.csv"), rows);
    try (Kinetics.Run run = start("dataset")) {
      while (run.handle().isAlive() && videos().stream().noneMatch(v -> v.startsWith("train"))) {
        Thread.sleep(10);
      }
      run.signal(signal);
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s", result).isEqualTo(signal.equals("INT") ? 130 : 137);
    }
    List<String> first = videos().stream().filter(v -> v.startsWith("train")).toList();
    assertThat(first).hasSizeBetween(1, clips - 1);
    for (String video : first) {
      assertThat(file(video)).hasBinaryContent(clipBytes());
    }
    site.heal();

    try (Kinetics.Run run = start("dataset")) {
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(result.out()).contains("there already");
    }
    assertThat(videos()).hasSize(clips).allMatch(video -> video.startsWith("train/pole_vault/"));
    assertThat(journal().lines().filter(line -> line.contains("\"outcome\":\"done\"")))
        .hasSizeBetween(clips - 1, clips);
  }

  @Test
  void keptArchivesServeLaterRunsWithoutARequest() throws IOException {
    String twice = "400/train/part 0.tar.gz";
    list("400/train/k400_train_path.txt", twice, twice);
    byte[] archive = tar(true, List.of(Entry.clip("x_000001_000011.mp4")));
    serve("400/train/part 0.tar.gz", archive);
    String rows = "pole vault,x,1,11,train\n";
    for (String target : List.of("one", "two")) {
      Kinetics.Result result =
          download(rows, "400", "mirror", "--keep-archives", "kept", "--dataset-dir", target);
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(folder.resolve(target + "/train/pole_vault/x.mp4")).hasBinaryContent(clipBytes());
    }
    assertThat(site.requests("/kinetics/400/train/part")).hasSize(1);
    try (Stream<Path> kept = Files.list(folder.resolve("kept"))) {
      assertThat(kept.toList())
          .singleElement()
          .satisfies(f -> assertThat(f).hasBinaryContent(archive));
    }
  }

  /** By a disk, or by whoever copied the folder. */
  @ParameterizedTest
  @ValueSource(strings = {"cut off", "empty"})
  void aKeptArchiveThatIsDamagedIsPutAsideAndFetchedAgain(String damage) throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    byte[] archive = tar(true, List.of(Entry.clip("x_000001_000011.mp4")));
    serve("400/train/part_0.tar.gz", archive);
    Path kept = folder.resolve("kept/400-train-part_0.tar.gz");
    byte[] bad = Arrays.copyOf(archive, damage.equals("empty") ? 0 : archive.length / 2);
    Files.createDirectories(kept.getParent());
    Files.write(kept, bad);

    String rows = "pole vault,x,1,11,train\n";
    Kinetics.Result first = download(rows, "400", "mirror", "--keep-archives", "kept");
    assertThat(first.exitCode()).as("%s", first).isEqualTo(1);
    assertThat(site.requests("/kinetics/400/train/part_0")).isEmpty();
    assertThat(kept).doesNotExist();
    assertThat(Path.of(kept + ".damaged")).hasBinaryContent(bad);
    assertThat(journal()).contains("\"outcome\":\"failed\"", kept.getFileName() + ".damaged");

    Kinetics.Result again = download(rows, "400", "mirror", "--keep-archives", "kept");
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(file("train/pole_vault/x.mp4")).hasBinaryContent(clipBytes());
    assertThat(kept).hasBinaryContent(archive);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPipeInPlaceOfAKeptArchiveIsNotWaitedFor() throws Exception {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    Path kept = folder.resolve("kept/400-train-part_0.tar.gz");
    Files.createDirectories(kept.getParent());
    assertThat(new ProcessBuilder("mkfifo", kept.toString()).start().waitFor()).isZero();

    Kinetics.Result result =
        download("pole vault,x,1,11,train\n", "400", "mirror", "--keep-archives", "kept");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(journal()).contains("\"outcome\":\"failed\"", "no ordinary file; remove it");
    assertThat(kept).exists();
  }

  @Test
  void twoRunsAtOnceAndAKilledOneFetchAKeptArchiveOnce() throws Exception {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    byte[] archive = tar(true, List.of(Entry.clip("x_000001_000011.mp4")));
    serve("400/train/part_0.tar.gz", archive);
    site.fault("/kinetics/400/train/part_0", new Fault.Slow(archive.length / 3));
    Files.writeString(folder.resolve("list.csv"), HEADER + "pole vault,x,1,11,train\n");
    try (Kinetics.Run killed = start("killed", "--keep-archives", "kept")) {
      Path kept = folder.resolve("kept");
      while (killed.handle().isAlive() && site.bytesSent("/kinetics/400/train/part_0") < 40_000) {
        Thread.sleep(10);
      }
      Thread.sleep(300);
      killed.signal("KILL");
      assertThat(killed.await().exitCode()).isEqualTo(137);
      assertThat(kept.resolve("400-train-part_0.tar.gz")).doesNotExist();
    }
    try (Kinetics.Run one = start("one", "--keep-archives", "kept");
        Kinetics.Run two = start("two", "--keep-archives", "kept")) {
      for (Kinetics.Run run : List.of(one, two)) {
        Kinetics.Result result = run.await();
        assertThat(result.exitCode()).as("%s", result).isZero();
      }
    }
    for (String target : List.of("one", "two")) {
      assertThat(folder.resolve(target + "/train/pole_vault/x.mp4")).hasBinaryContent(clipBytes());
    }
    assertThat(folder.resolve("kept")).isDirectoryNotContaining("glob:**partial");
    assertThat(site.requests("/kinetics/400/train/part_0"))
        .hasSize(2)
        .last()
        .satisfies(request -> assertThat(request.range()).startsWith("bytes="));
  }

  private Kinetics.Run start(String target, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("download", "--annotations", "list.csv", "--all", "--source", "mirror"));
    options.addAll(List.of("--mirror-url", site.address() + "/kinetics"));
    options.addAll(List.of("--dataset-dir", target));
    options.addAll(List.of(more));
    return Kinetics.in(folder).with(site.environment()).start(options.toArray(String[]::new));
  }

  /** Headers of 64 MB, each of which is more than all the memory that the program is given. */
  @Test
  void headersWithoutEndDoNotFillTheMemory() throws IOException {
    byte[] good = tar(false, List.of(Entry.clip("x_000001_000011.mp4")));
    byte[] first = Arrays.copyOf(good, good.length - 1_024);
    ByteArrayOutputStream chain = new ByteArrayOutputStream();
    for (int i = 0; i < 4_000; i++) {
      chain.write(header(TarConstants.LF_GNUTYPE_LONGNAME, 1));
      chain.write(Arrays.copyOf(new byte[] {'n'}, 512));
    }
    ByteArrayOutputStream gzipName = new ByteArrayOutputStream();
    gzipName.write(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0});
    byte[] letters = new byte[64 << 20];
    Arrays.fill(letters, (byte) 'n');
    gzipName.write(letters);
    byte[] attribute = letters.clone();
    byte[] key = (letters.length + " comment=").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(key, 0, attribute, 0, key.length);
    String[] archives = {"name", "pax", "global", "link", "chain", "gzip", "good"};
    list(
        "400/train/k400_train_path.txt",
        Stream.of(archives).map(name -> "400/train/" + name + ".tar.gz").toArray(String[]::new));
    serve("400/train/name.tar.gz", gzip(first, header((byte) 'L', letters.length), letters));
    serve("400/train/pax.tar.gz", gzip(header((byte) 'x', letters.length), attribute));
    serve("400/train/global.tar.gz", gzip(header((byte) 'g', letters.length), attribute));
    serve("400/train/link.tar.gz", gzip(header((byte) 'K', letters.length), letters));
    serve("400/train/chain.tar.gz", gzip(chain.toByteArray()));
    serve("400/train/gzip.tar.gz", gzipName.toByteArray());
    serve("400/train/good.tar.gz", tar(true, List.of(Entry.clip("y_000001_000011.mp4"))));
    Files.writeString(
        folder.resolve("list.csv"),
        HEADER
            + "pole vault,x,1,11,train\npole vault,y,1,11,train\npole vault,nowhere,1,11,train\n");

    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .withJavaOptions("-Xmx48m")
            .run(
                "download",
                "--annotations",
                "list.csv",
                "--all",
                "--source",
                "mirror",
                "--mirror-url",
                site.address() + "/kinetics",
                "--num-workers",
                "1",
                "-l",
                "tools.log");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(videos()).containsExactly("train/pole_vault/x.mp4", "train/pole_vault/y.mp4");
    for (String archive : archives) {
      if (!archive.equals("good")) {
        assertThat(Files.readString(folder.resolve("tools.log")))
            .containsPattern(archive + "\\.tar\\.gz: .*longer than");
      }
    }
  }

  private static byte[] header(byte type, long size) {
    TarArchiveEntry entry = new TarArchiveEntry("long", type, true);
    entry.setSize(size);
    byte[] bytes = new byte[512];
    entry.writeEntryHeader(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(bytes)) {
      for (byte[] part : parts) {
        packed.write(part);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void asksThroughTheProxyThatWasGiven() throws IOException {
    list("400/train/k400_train_path.txt", "400/train/part_0.tar.gz");
    serve("400/train/part_0.tar.gz", tar(true, List.of(Entry.clip("x_000001_000011.mp4"))));
    String rows = "pole vault,x,1,11,train\n";
    String[] elsewhere = {"--mirror-url", "http://mirror.invalid/kinetics", "--proxy", ""};

    elsewhere[3] = "socks5://127.0.0.1:9";
    Kinetics.Result socks = download(rows, "400", "mirror", elsewhere);
    assertThat(socks.exitCode()).as("%s", socks).isEqualTo(2);
    assertThat(site.requests()).isEmpty();

    elsewhere[3] = site.address().replace("//", "//user:secret@");
    Kinetics.Result result = download(rows, "400", "mirror", elsewhere);
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(videos()).containsExactly("train/pole_vault/x.mp4");
    assertThat(result.out() + result.err() + journal()).doesNotContain("secret");
  }

  @Test
  void anyListWillDoWithFractionsAndAddresses() throws IOException {
    site.file("/videos/byTemplate.mp4", Media.MP4.file());
    site.file("/elsewhere/video-7.mp4", Media.MP4.file());
    String columns = "label,youtube_id,time_start,time_end,split,url\n";
    Files.writeString(
        folder.resolve("my.csv"),
        columns
            + "pole vault,byTemplate,2.48,4.96,train,\n"
            + "pole vault,byAddress,7.04,8.2,val,"
            + site.address()
            + "/elsewhere/video-7.mp4\n");
    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run(
                "download",
                "--annotations",
                "my.csv",
                "--all",
                "--naming",
                "id-times",
                "--split-dirs",
                "train,val,test",
                "--url-template",
                site.address() + "/videos/{id}.mp4");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(videos())
        .containsExactly(
            "train/pole_vault/byTemplate_000002_000004.mp4",
            "val/pole_vault/byAddress_000007_000008.mp4");
    assertThat(FrameNumbers.of(file("train/pole_vault/byTemplate_000002_000004.mp4")))
        .isEqualTo(IntStream.range(62, 124).boxed().toList());
    assertThat(FrameNumbers.of(file("val/pole_vault/byAddress_000007_000008.mp4")))
        .isEqualTo(IntStream.range(176, 205).boxed().toList());
  }

  @Test
  void testListsWithLabelsAndWithoutAreRead() throws IOException {
    list("600/test/k600_test_path.txt", "600/test/part_0.tar.gz");
    serve(
        "600/test/part_0.tar.gz",
        tar(
            true,
            List.of(
                Entry.clip("a_000001_000011.mp4"),
                Entry.clip("b_000001_000011.mp4"),
                Entry.clip("c_000001_000011.mp4"))));
    Path lists = Files.createDirectory(folder.resolve("lists"));
    Files.writeString(
        lists.resolve("kinetics_600_test.csv"),
        HEADER + "pole vault,a,1,11,test\nPole Vault,b,1,11,test\n");
    Files.writeString(
        lists.resolve("kinetics_600_holdout_test.csv"),
        "youtube_id,time_start,time_end,split\nc,1,11,holdout_test\n");

    Kinetics.Result one = test("lists", "one", "--classes", "Pole Vault");
    assertThat(one.exitCode()).as("%s", one).isZero();
    assertThat(videos()).containsExactly("../one/test/b.mp4");
    Kinetics.Result all = test("lists", "all");
    assertThat(all.exitCode()).as("%s", all).isZero();
    Kinetics.Result heldOut = test("lists/kinetics_600_holdout_test.csv", "held");
    assertThat(heldOut.exitCode()).as("%s", heldOut).isZero();
    assertThat(videos())
        .containsExactly(
            "../all/test/a.mp4",
            "../all/test/b.mp4",
            "../all/test/c.mp4",
            "../held/test/c.mp4",
            "../one/test/b.mp4");
    Kinetics.Result none = test("lists/kinetics_600_holdout_test.csv", "none", "--classes", "yoga");
    assertThat(none.exitCode()).as("%s", none).isEqualTo(2);
    assertThat(none.err()).contains("does not give the labels of test clips");
  }

  private Kinetics.Result test(String lists, String target, String... more) {
    Stream<String> options =
        Stream.of(
            "download",
            "--test",
            "--splits",
            "test",
            "--release",
            "600",
            "--annotations",
            lists,
            "--source",
            "mirror",
            "--mirror-url",
            site.address() + "/kinetics",
            "--dataset-dir",
            target);
    return Kinetics.in(folder)
        .with(site.environment())
        .run(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void renamesADatasetThereAndBack() throws IOException {
    list("400/val/k400_val_path.txt", "400/val/part_0.tar.gz");
    serve("400/val/part_0.tar.gz", tar(true, List.of(Entry.clip("x_000001_000011.mp4"))));
    String rows = "massaging person's head,x,1,11,val\n";
    assertThat(download(rows, "400", "mirror").exitCode()).isZero();
    assertThat(videos()).containsExactly("valid/massaging_person's_head/x.mp4");
    Kinetics program = Kinetics.in(folder);

    Kinetics.Result there =
        program.run(
            "rename",
            "--annotations",
            "list.csv",
            "--naming",
            "id-times",
            "--class-dirs",
            "torchvision",
            "--split-dirs",
            "train,val,test");

    assertThat(there.exitCode()).as("%s", there).isZero();
    assertThat(videos()).containsExactly("val/massaging_persons_head/x_000001_000011.mp4");
    assertThat(file("valid")).doesNotExist();
    assertThat(download(rows, "400", "mirror").out()).contains("there already");
    Kinetics.Result contrary = download(rows, "400", "mirror", "--naming", "id");
    assertThat(contrary.exitCode()).isEqualTo(2);
    assertThat(contrary.err()).contains("kinetics rename");
    assertThat(
            program
                .run(
                    "rename",
                    "--annotations",
                    "list.csv",
                    "--naming",
                    "id",
                    "--class-dirs",
                    "underscore",
                    "--split-dirs",
                    "train,valid,test")
                .exitCode())
        .isZero();
    assertThat(videos()).containsExactly("valid/massaging_person's_head/x.mp4");
  }
}
