package dev.kinetics.e2e;

import static dev.kinetics.support.HandMadeDataset.after;
import static dev.kinetics.support.HandMadeDataset.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The jar takes the frames out of clips, with the real ffmpeg. */
class FramesIT {
  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void open() {
    dataset = new HandMadeDataset(folder);
  }

  private Path frames(String id) {
    return dataset.file("train_frames/pole_vault/" + id);
  }

  private Path frame(String id, int number) {
    return frames(id).resolve("frame" + number + ".jpg");
  }

  /** The numbers in the pictures, in the order of the files. */
  private List<Integer> numbers(String id) {
    return FrameNumbers.of(frames(id).resolve("frame%d.jpg"));
  }

  /** There are just frame0.jpg to the last one, all of one size. */
  private void assertFrames(String id, int count, int width, int height) throws IOException {
    assertThat(dataset.names("train_frames/pole_vault/" + id))
        .as(id)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "frame" + i + ".jpg").toList());
    for (int i : new int[] {0, count / 2, count - 1}) {
      BufferedImage picture = ImageIO.read(frame(id, i).toFile());
      assertThat(List.of(picture.getWidth(), picture.getHeight()))
          .as("frame %d of %s", i, id)
          .containsExactly(width, height);
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** Pixels as red, green and blue. */
  private record Picture(int width, int height, byte[] pixels) {
    static Picture of(BufferedImage image) {
      byte[] pixels = new byte[image.getWidth() * image.getHeight() * 3];
      int at = 0;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int pixel = image.getRGB(x, y);
          pixels[at++] = (byte) (pixel >> 16);
          pixels[at++] = (byte) (pixel >> 8);
          pixels[at++] = (byte) pixel;
        }
      }
      return new Picture(image.getWidth(), image.getHeight(), pixels);
    }

    static Picture of(Path jpeg) throws IOException {
      return of(ImageIO.read(jpeg.toFile()));
    }

    /** A frame of a video, as ffmpeg decodes and scales it. */
    static Picture of(Path video, int frame, int width, int height) {
      byte[] pixels =
          TestTools.ffmpeg(
              List.of(
                  "-i",
                  video.toString(),
                  "-vf",
                  "select=eq(n\\," + frame + "),scale=" + width + ":" + height,
                  "-frames:v",
                  "1",
                  "-pix_fmt",
                  "rgb24",
                  "-f",
                  "rawvideo",
                  "-"));
      assertThat(pixels).hasSize(width * height * 3);
      return new Picture(width, height, pixels);
    }

    private double luminance(int pixel) {
      return 0.299 * (pixels[3 * pixel] & 0xFF)
          + 0.587 * (pixels[3 * pixel + 1] & 0xFF)
          + 0.114 * (pixels[3 * pixel + 2] & 0xFF);
    }

    /** The peak signal-to-noise ratio of the luminance, in decibels. */
    double psnr(Picture other) {
      assertThat(List.of(other.width, other.height)).containsExactly(width, height);
      double sum = 0;
      for (int i = 0; i < width * height; i++) {
        double difference = luminance(i) - other.luminance(i);
        sum += difference * difference;
      }
      return 10 * Math.log10(255.0 * 255.0 * width * height / sum);
    }

    /** The same as libjpeg writes it. */
    Picture throughLibjpeg(float quality) throws IOException {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < width * height; i++) {
        int rgb =
            (pixels[3 * i] & 0xFF) << 16
                | (pixels[3 * i + 1] & 0xFF) << 8
                | (pixels[3 * i + 2] & 0xFF);
        image.setRGB(i % width, i / width, rgb);
      }
      ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      try (var out = ImageIO.createImageOutputStream(jpeg)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, null), parameters);
      } finally {
        writer.dispose();
      }
      return of(ImageIO.read(new ByteArrayInputStream(jpeg.toByteArray())));
    }
  }

  private Path onePixelWide() {
    return dataset.make(
        "one pixel",
        List.of(
            "-f", "lavfi", "-i", "color=red:s=1x100:d=0.2:r=25", "-c:v", "png", "-f", "matroska"));
  }

  @Test
  void makesEveryFrameWithAShorterSideOf256() throws IOException {
    dataset.add("landscape__", dataset.piece(Media.MP4, 4));
    dataset.add("portrait___", dataset.piece(Media.PORTRAIT, 2));
    dataset.add("rotated____", dataset.piece(Media.ROTATED, 2));
    dataset.add("large720___", dataset.piece(Media.VIDEO_ONLY_720P, 2));
    dataset.add("tiny_______", dataset.piece(Media.TINY, 1));
    dataset.add("webm_______", Media.WEBM.file());
    dataset.add("narrow_____", onePixelWide());

    Kinetics.Result result = dataset.run("frames", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("7 clips selected").containsPattern("done +7");
    VideoStream landscape = TestTools.probe(dataset.piece(Media.MP4, 4)).video().orElseThrow();
    assertThat(landscape.frames()).isEqualTo(100);
    assertFrames("landscape__", 100, 455, 256);
    assertFrames("portrait___", 50, 256, 454);
    assertFrames("rotated____", 50, 256, 455);
    assertFrames("large720___", 50, 455, 256);
    assertFrames("tiny_______", 25, 256, 256);
    assertFrames("webm_______", 12 * Media.FRAME_RATE, 455, 256);
    assertFrames("narrow_____", 5, 256, 25_600);
    assertThat(numbers("landscape__")).isEqualTo(range(0, 100));
    assertThat(numbers("portrait___")).isEqualTo(range(0, 50));
    assertThat(numbers("rotated____")).isEqualTo(range(0, 50));
    assertThat(numbers("webm_______")).isEqualTo(range(0, 300));
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();
    assertThat(dataset.file("failed_frames.txt")).doesNotExist();
  }

  @Test
  void keepsTheSizeOrTakesAnother() throws IOException {
    dataset.add("landscape__", dataset.piece(Media.MP4, 1));
    dataset.add("rotated____", dataset.piece(Media.ROTATED, 1));
    dataset.add("tiny_______", dataset.piece(Media.TINY, 1));
    dataset.add("narrow_____", onePixelWide());

    assertThat(dataset.run("frames", "--all", "--short-side", "0").exitCode()).isZero();

    assertFrames("landscape__", 25, 640, 360);
    assertFrames("rotated____", 25, 360, 640);
    assertFrames("tiny_______", 25, 2, 2);
    assertFrames("narrow_____", 5, 1, 100);

    dataset.add("enlarged___", dataset.piece(Media.PORTRAIT, 1));
    dataset.add("shrunken___", dataset.piece(Media.MP4, 1));
    assertThat(dataset.run("frames", "--all", "--short-side", "481").exitCode()).isEqualTo(2);
    assertFrames("landscape__", 25, 640, 360);
    Files.move(dataset.file("train_frames"), dataset.file("others"));
    assertThat(dataset.run("frames", "--all", "--short-side", "481").exitCode()).isZero();
    assertFrames("enlarged___", 25, 481, 853);
    assertFrames("shrunken___", 25, 855, 481);
  }

  @ParameterizedTest
  @EnumSource(names = {"MP4", "VIDEO_ONLY_720P", "PORTRAIT"})
  void showsTheSourceAsWellAsLibjpegAt75(Media media) throws IOException {
    Path source = dataset.add("clip_______", dataset.piece(media, 2));

    assertThat(dataset.run("frames", "--all").exitCode()).isZero();

    for (int number : new int[] {0, 7, 31, 49}) {
      Picture made = Picture.of(frame("clip_______", number));
      Picture expected = Picture.of(source, number, made.width(), made.height());
      double psnr = made.psnr(expected);
      assertThat(psnr)
          .as("frame %d", number)
          .isGreaterThan(35)
          .isGreaterThanOrEqualTo(expected.throughLibjpeg(0.75f).psnr(expected));
      Picture neighbour =
          Picture.of(source, number == 0 ? 1 : number - 1, made.width(), made.height());
      assertThat(psnr).isGreaterThan(made.psnr(neighbour) + 6);
    }
  }

  @Test
  void isFinerTheHigherTheQuality() throws IOException {
    Path source = dataset.add("clip_______", dataset.piece(Media.MP4, 1));
    double before = 0;
    long size = 0;
    for (String quality : List.of("1", "25", "60", "75", "100")) {
      assertThat(dataset.run("frames", "--all", "--quality", quality).exitCode()).isZero();
      Path jpeg = frame("clip_______", 12);
      Picture made = Picture.of(jpeg);
      double psnr = made.psnr(Picture.of(source, 12, made.width(), made.height()));
      assertThat(psnr).as("quality %s", quality).isGreaterThan(before);
      assertThat(Files.size(jpeg)).as("quality %s", quality).isGreaterThan(size);
      before = psnr;
      size = Files.size(jpeg);
      deleteFrames();
    }
    assertThat(before).isGreaterThan(45);
  }

  private void deleteFrames() throws IOException {
    try (var files = Files.walk(dataset.file("train_frames"))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void keepsTheColoursOfBothMatrices() throws IOException {
    for (String matrix : List.of("bt709", "smpte170m")) {
      dataset.add(
          "red_" + matrix,
          dataset.make(
              matrix,
              List.of(
                  "-f",
                  "lavfi",
                  "-i",
                  "color=0xC81E50:s=640x360:d=0.2",
                  "-vf",
                  "scale=out_color_matrix=" + matrix + ",format=yuv420p",
                  "-colorspace",
                  matrix,
                  "-c:v",
                  "libx264")));
    }

    assertThat(dataset.run("frames", "--all").exitCode()).isZero();

    // 4:2:0 in 8 bits has taken up to 3 already; the other matrix would show 15 and more.
    for (String matrix : List.of("bt709", "smpte170m")) {
      int pixel = ImageIO.read(frame("red_" + matrix, 0).toFile()).getRGB(100, 100);
      assertThat(pixel >> 16 & 0xFF).as(matrix).isCloseTo(0xC8, within(7));
      assertThat(pixel >> 8 & 0xFF).as(matrix).isCloseTo(0x1E, within(7));
      assertThat(pixel & 0xFF).as(matrix).isCloseTo(0x50, within(7));
    }
  }

  @Test
  void givesEachFrameOfAVariableRateOnce() throws IOException {
    Path source = dataset.add("variable___", dataset.piece(Media.VARIABLE_FRAME_RATE, 4));
    List<Integer> shown = FrameNumbers.of(source);
    assertThat(shown.size()).isBetween(60, 99);

    assertThat(dataset.run("frames", "--all").exitCode()).isZero();

    assertFrames("variable___", shown.size(), 455, 256);
    assertThat(numbers("variable___")).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"5, 20", "12.5, 50", "50, 200"})
  void takesAsManyFramesASecondAsAsked(String rate, int count) throws IOException {
    dataset.add("clip_______", dataset.piece(Media.MP4, 4));

    assertThat(dataset.run("frames", "--all", "--fps", rate).exitCode()).isZero();

    assertFrames("clip_______", count, 455, 256);
    List<Integer> numbers = numbers("clip_______");
    double step = Media.FRAME_RATE / Double.parseDouble(rate);
    for (int i = 0; i < count; i++) {
      assertThat((double) numbers.get(i)).isCloseTo(i * step, within(Math.max(1, step / 2 + 0.5)));
    }
  }

  @Test
  void startsWhereAnEditListSays() throws IOException {
    Path copy =
        dataset.make(
            "copy",
            List.of("-ss", "17", "-t", "4", "-i", Media.MP4.file().toString(), "-c:v", "copy"));
    VideoStream stream = TestTools.probe(copy).video().orElseThrow();
    assertThat(stream.frames()).as("frames with the hidden ones").isGreaterThan(100);
    dataset.add("copied_____", copy);

    assertThat(dataset.run("frames", "--all").exitCode()).isZero();

    assertFrames("copied_____", 100, 455, 256);
    assertThat(numbers("copied_____")).isEqualTo(range(425, 525));
  }

  @Test
  void readsCompressedClips() throws IOException {
    byte[] clip = Files.readAllBytes(dataset.piece(Media.MP4, 1));
    dataset.addCompressed("packed_____", gzip(clip));

    Kinetics.Result result = dataset.run("frames", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(numbers("packed_____")).isEqualTo(range(0, 25));
    assertThat(dataset.names("train/pole_vault")).containsExactly("packed_____.mp4.gz");
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();
  }

  /** Adds clips that are damaged in every way, and gives their names. */
  private List<String> addDamaged() throws IOException {
    byte[] indexFirst = Files.readAllBytes(dataset.piece(Media.MP4, 4));
    byte[] indexLast = Files.readAllBytes(Media.MP4_INDEX_AT_END.file());
    byte[] fragmented = Files.readAllBytes(Media.MP4_FRAGMENTED.file());
    byte[] packed = gzip(indexFirst);
    byte[] flippedGzip = packed.clone();
    flippedGzip[packed.length / 2] ^= 0x55;
    byte[] flipped = indexFirst.clone();
    Random random = new Random(1);
    int media = after(flipped, "mdat") + 1000;
    for (int i = 0; i < 60; i++) {
      flipped[media + random.nextInt(flipped.length - media)] ^= (byte) (1 << random.nextInt(8));
    }
    dataset.add("cutMiddle__", Arrays.copyOf(indexFirst, indexFirst.length / 2));
    dataset.add("cutNoIndex_", Arrays.copyOf(indexLast, indexLast.length / 2));
    dataset.add("flippedBits", flipped);
    dataset.add("emptyFile__", new byte[0]);
    dataset.add("textFile___", "this is no video\n".repeat(50).getBytes(StandardCharsets.UTF_8));
    dataset.add(
        "playlist___",
        ("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")
            .getBytes(StandardCharsets.UTF_8));
    dataset.add("audioOnly__", Media.AUDIO_ONLY.file());
    dataset.add("noFrames___", Arrays.copyOf(fragmented, after(fragmented, "moof") - 8));
    dataset.addCompressed("gzipCut____", Arrays.copyOf(packed, packed.length / 2));
    dataset.addCompressed("gzipFlipped", flippedGzip);
    dataset.addCompressed("gzipIsNone_", indexFirst);
    return new ArrayList<>(
        List.of(
            "audioOnly__",
            "cutMiddle__",
            "cutNoIndex_",
            "emptyFile__",
            "flippedBits",
            "gzipCut____",
            "gzipFlipped",
            "gzipIsNone_",
            "noFrames___",
            "playlist___",
            "textFile___"));
  }

  @Test
  void namesWhatIsDamagedAndGoesOn() throws IOException {
    dataset.add("before_____", dataset.piece(Media.MP4, 1));
    List<String> damaged = addDamaged();
    dataset.add("zzAfter____", dataset.piece(Media.MP4, 1));

    Kinetics.Result result = dataset.run("frames", "--all");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out())
        .contains("13 clips selected")
        .containsPattern("done +2")
        .containsPattern("damaged +11 ")
        .contains("no video file")
        .contains("no video stream 1")
        .doesNotContain("failed ")
        .doesNotContain("not reached");
    assertThat(result.err()).doesNotContain("Exception");
    assertThat(Files.readAllLines(dataset.file("failed_frames.txt"))).isEqualTo(damaged);
    assertThat(dataset.names("train_frames/pole_vault"))
        .containsExactly("before_____", "zzAfter____");
    assertFrames("before_____", 25, 455, 256);
    assertThat(numbers("zzAfter____")).isEqualTo(range(0, 25));
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();

    // What is done is left alone, and what is damaged is not tried again without being told to.
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(frame("before_____", 3), old);
    Kinetics.Result again = dataset.run("frames", "--all");
    assertThat(again.exitCode()).as("%s", again).isEqualTo(1);
    assertThat(again.out())
        .containsPattern("there already +2")
        .containsPattern("damaged before +11 ");
    Kinetics.Result told = dataset.run("frames", "--all", "--retry-gone");
    assertThat(told.exitCode()).as("%s", told).isEqualTo(1);
    assertThat(told.out()).containsPattern("damaged +11 ").doesNotContain("damaged before");
    assertThat(Files.getLastModifiedTime(frame("before_____", 3))).isEqualTo(old);

    // A clip that was made again is.
    Path replaced = dataset.file("train/pole_vault/cutMiddle__.mp4");
    Files.write(replaced, Files.readAllBytes(dataset.piece(Media.MP4, 1)));
    Files.setLastModifiedTime(replaced, FileTime.from(Instant.now().plusSeconds(2)));
    Kinetics.Result mended = dataset.run("frames", "--all");
    assertThat(mended.exitCode()).as("%s", mended).isEqualTo(1);
    assertThat(mended.out()).containsPattern("done +1").containsPattern("damaged before +10 ");
    damaged.remove("cutMiddle__");
    assertThat(Files.readAllLines(dataset.file("failed_frames.txt"))).isEqualTo(damaged);
    assertFrames("cutMiddle__", 25, 455, 256);
  }

  @Test
  void findsACutClipAtAnyFrameRate() throws IOException {
    byte[] whole = Files.readAllBytes(dataset.piece(Media.MP4, 4));
    dataset.add("cutClip____", Arrays.copyOf(whole, whole.length * 3 / 4));

    Kinetics.Result result = dataset.run("frames", "--all", "--fps", "60");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(frames("cutClip____")).doesNotExist();
  }

  @Test
  void leavesNothingHalfDoneWhenItIsKilled() throws Exception {
    dataset.add("longClip___", Media.MP4.file());
    String[] arguments = {"frames", "--annotations", "list.csv", "--all"};
    try (Kinetics.Run run = Kinetics.in(folder).start(arguments)) {
      Path scratch = dataset.file(".kinetics/scratch");
      for (int i = 0; i < 300 && !hasFrames(scratch); i++) {
        Thread.sleep(20);
      }
      run.signalGroup("KILL");
      run.await();
    }
    assertThat(hasFrames(dataset.file(".kinetics/scratch"))).isTrue();
    assertThat(dataset.file("train_frames")).doesNotExist();

    Kinetics.Result again = dataset.run("frames", "--all");

    assertThat(again.exitCode()).as("%s", again).isZero();
    assertFrames("longClip___", Media.SECONDS * Media.FRAME_RATE, 455, 256);
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();
  }

  private static boolean hasFrames(Path scratch) throws IOException {
    if (!Files.isDirectory(scratch)) {
      return false;
    }
    try (var files = Files.walk(scratch)) {
      return files.anyMatch(file -> file.endsWith("frame9.jpg"));
    }
  }

  @Test
  void selectsClassesCategoriesAndTheTestSet() throws IOException {
    Path piece = dataset.piece(Media.MP4, 1);
    Files.copy(piece, dataset.name("train", "pole vault", "poleVault__"));
    Files.copy(piece, dataset.name("valid", "blowing glass", "glassBlow__"));
    Files.copy(piece, dataset.name("train", "playing violin", "violin_____"));
    Files.copy(piece, dataset.name("test", "", "testClip___"));

    Kinetics.Result result =
        dataset.run("frames", "--classes", "POLE vault", "--categories", "arts and crafts");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(dataset.names("train_frames")).containsExactly("pole_vault");
    assertThat(dataset.names("valid_frames/blowing_glass")).containsExactly("glassBlow__");
    assertThat(dataset.file("test_frames")).doesNotExist();

    assertThat(dataset.run("frames", "--test").exitCode()).isZero();
    assertThat(dataset.names("test_frames/testClip___")).hasSize(25);
    assertThat(dataset.names("train_frames")).containsExactly("pole_vault");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path missing = dataset.name("train", "pole vault", "notThere___");
    Kinetics.Result none = dataset.run("frames", "--all");
    assertThat(none.exitCode()).as("%s", none).isEqualTo(2);
    assertThat(none.err().lines()).hasSize(1);
    assertThat(none.err()).contains("kinetics download");

    dataset.add("isThere____", dataset.piece(Media.MP4, 1));
    Kinetics.Result some = dataset.run("frames", "--all");
    assertThat(some.exitCode()).as("%s", some).isEqualTo(1);
    assertThat(some.out()).containsPattern("no clip on disk +1").containsPattern("done +1");
    assertThat(missing).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--quality, 0",
    "--quality, 101",
    "--short-side, -1",
    "--fps, -1",
    "--fps, NaN",
    "--num-workers, 0"
  })
  void refusesBadOptions(String option, String value) {
    dataset.name("train", "pole vault", "anyClip____");

    Kinetics.Result result = dataset.run("frames", "--all", option, value);

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err().lines()).as("%s", result).hasSize(1);
    assertThat(result.err()).contains(option);
  }
}
