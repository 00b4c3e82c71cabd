package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Fault;
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
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Stream<String> options =
        Stream.of(
            "download",
            "--annotations",
            "list.csv",
            "--release",
            release,
            "--source",
            source,
            "--all",
            "--mirror-url",
            site.address() + "/kinetics");
    return Kinetics.in(folder)
        .with(site.environment())
        .run(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
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
  void fetchesOnlyTheArchivesOfWantedClasses() throws IOException {
    String[] archives = {"600/train/abseiling.tar.gz", "600/train/pole vault.tar.gz"};
    list("600/train/k600_train_path.txt", archives);
    serve("600/train/pole vault.tar.gz", tar(true, List.of(Entry.clip("a_000001_000011.mp4"))));
    String first = "700_2020/train/k700_train_001.tar.gz";
    list("700_2020/train/k700_2020_train_path.txt", "700_2020/train/k700_train_002.tar.gz", first);
    serve(first, tar(true, List.of(Entry.clip("b_000002_000012.mp4"))));

    assertThat(download("pole vault,a,1,11,train\n", "600", "mirror").exitCode()).isZero();
    assertThat(download("abseiling,b,2.4,12.4,train\n", "700-2020", "mirror").exitCode()).isZero();
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
