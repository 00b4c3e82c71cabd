package dev.kinetics.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4StructureIT {
  @TempDir static Path folder;
  private static byte[] indexFirst;
  private static byte[] indexLast;

  @BeforeAll
  static void makeVideos() throws IOException {
    indexFirst = make("first.mp4", "+faststart");
    indexLast = make("last.mp4", "0");
  }

  private static byte[] make(String name, String flags) throws IOException {
    Path file = folder.resolve(name);
    TestTools.ffmpeg(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=64x48:rate=25",
            "-f",
            "lavfi",
            "-i",
            "sine",
            "-t",
            "2",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-movflags",
            flags,
            file.toString()));
    return Files.readAllBytes(file);
  }

  private static Optional<MediaFile> read(byte[] content) throws IOException {
    return Mp4Structure.read(Files.write(folder.resolve("tried.mp4"), content));
  }

  /** The place of the first box, or of a name, with this type. */
  private static int box(byte[] mp4, String type) {
    int at = new String(mp4, StandardCharsets.ISO_8859_1).indexOf(type);
    assertThat(at).as(type).isPositive();
    return at - 4;
  }

  private static byte[] with(byte[] mp4, int at, int... values) {
    ByteBuffer copy = ByteBuffer.wrap(mp4.clone());
    copy.position(at);
    Arrays.stream(values).forEach(copy::putInt);
    return copy.array();
  }

  @Test
  void tellsWhatAPlainFileIs() throws IOException {
    for (byte[] video : List.of(indexFirst, indexLast)) {
      MediaFacts facts = read(video).flatMap(MediaFile::facts).orElseThrow();
      assertThat(facts.width()).isEqualTo(64);
      assertThat(facts.height()).isEqualTo(48);
      assertThat(facts.frames()).isEqualTo(50);
      assertThat(facts.frameRate()).isCloseTo(25, within(0.01));
      assertThat(facts.seconds()).isCloseTo(2, within(0.01));
      assertThat(facts.audio()).isTrue();
    }
  }

  @Test
  void aFileThatIsCutOffAnywhereIsNotWhole() throws IOException {
    for (byte[] video : List.of(indexFirst, indexLast)) {
      for (int length = 0; length < video.length; length += length < 2_000 ? 1 : 61) {
        assertThat(read(Arrays.copyOf(video, length))).as("first %s bytes", length).isEmpty();
      }
      assertThat(read(Arrays.copyOf(video, video.length - 1))).isEmpty();
    }
  }

  @Test
  void garbageIsNoVideoAndDoesNoHarm() throws IOException {
    Random random = new Random(26);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(500)];
      random.nextBytes(noise);
      assertThat(read(noise)).isEmpty();
    }
    int index = box(indexFirst, "moov");
    int end = index + ByteBuffer.wrap(indexFirst).getInt(index);
    for (int i = 0; i < 3_000; i++) {
      byte[] bent = indexFirst.clone();
      for (int n = 0; n <= i % 3; n++) {
        bent[index + random.nextInt(end - index)] = (byte) random.nextInt(256);
      }
      read(bent); // Whatever it says: it ends, and throws nothing.
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 0x7fffffff, 0x80000000, 0xffffffff})
  void aBoxOfAnImpossibleSizeIsNotRead(int size) throws IOException {
    for (String type : List.of("ftyp", "moov", "trak", "mdia", "stbl", "mdat")) {
      assertThat(read(with(indexFirst, box(indexFirst, type), size))).as(type).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdlr", "mdhd", "minf", "stbl", "stsd", "stsz", "stco", "trak"})
  void aBoxThatLacksLeavesNoVideo(String type) throws IOException {
    byte[] without = indexFirst.clone();
    for (int at = box(without, type) + 4, i = 0; i < 2; i++) {
      without[at] = 'x';
      at = new String(without, StandardCharsets.ISO_8859_1).indexOf(type);
      if (at < 0) {
        break;
      }
    }
    assertThat(read(without)).isEmpty();
  }

  @Test
  void samplesThatCantLieInTheFileAreNotBelieved() throws IOException {
    int sizes = box(indexFirst, "stsz") + 12;
    assertThat(read(with(indexFirst, sizes, -1, -1))).as("a product of 64 bits").isEmpty();
    assertThat(read(with(indexFirst, sizes, 1 << 30, 50))).as("50 GB").isEmpty();
    assertThat(read(with(indexFirst, sizes, 0, -1))).as("more sizes than there are").isEmpty();
    int places = box(indexFirst, "stco") + 12;
    assertThat(read(with(indexFirst, places, 0))).as("no piece").isEmpty();
    assertThat(read(with(indexFirst, places, -1))).as("too many pieces").isEmpty();
    assertThat(read(with(indexFirst, places + 4, indexFirst.length))).as("behind").isEmpty();
  }

  @Test
  void tellsWhetherThePictureIsShownAsItIsStored() throws IOException {
    assertThat(read(indexFirst).flatMap(MediaFile::picture).orElseThrow().asStored()).isTrue();
    Path turned = folder.resolve("turned.mp4");
    Path first = folder.resolve("first.mp4");
    TestTools.ffmpeg(
        List.of("-display_rotation", "180", "-i", first.toString(), "-c", "copy", turned + ""));
    Path wide = folder.resolve("wide.mp4");
    TestTools.ffmpeg(List.of("-i", first.toString(), "-vf", "setsar=4/3", wide.toString()));
    for (Path file : List.of(turned, wide)) {
      MediaFile.Picture picture = Mp4Structure.read(file).orElseThrow().picture().orElseThrow();
      assertThat(picture.asStored()).as("%s", file).isFalse();
      assertThat(picture.width()).isEqualTo(64);
    }
  }
}
