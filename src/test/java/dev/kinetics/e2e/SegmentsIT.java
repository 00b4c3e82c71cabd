package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.support.Format;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of a video in segments only those are fetched that a section needs, and its clip is the same as
 * of the whole video: picture by picture, sample by sample.
 */
class SegmentsIT {
  private static final double SECONDS = 2;
  private static final double PICTURE_SEGMENT = 5;

  /** Of the sound, which ends elsewhere than the picture's. */
  private static final double SOUND_SEGMENT = 3.7;

  /** In samples. */
  private static final int AAC_PACKET = 1024;

  /** How a video is served. */
  enum Form {
    TRANSPORT_STREAMS("ts", "mpegts", true),
    MP4("m4s", "fmp4", true),
    DASH("m4s", "fmp4", true),
    TRANSPORT_STREAM_OF_BOTH("ts", "mpegts", false),
    MP4_OF_BOTH("m4s", "fmp4", false);

    private final String ending;
    private final String type;
    private final boolean isApart;

    Form(String ending, String type, boolean isApart) {
      this.ending = ending;
      this.type = type;
      this.isApart = isApart;
    }
  }

  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() {
    site = new YoutubeSite();
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** In the last segment and anywhere, of one form at 0 and soon after it, too. */
  private static List<Double> starts(Form form) {
    int count = Integer.getInteger("soak.starts", 4);
    List<Double> starts = new ArrayList<>(List.of(Media.SECONDS - 2.5));
    for (int i = 1; i <= count - 3; i++) {
      starts.add(Math.round(540.0 * i / (count - 2)) / 10.0 + 4.3);
    }
    if (form == Form.TRANSPORT_STREAMS || count > 4) {
      starts.addAll(List.of(0.0, 2.9));
    }
    return starts;
  }

  private Path list(Form form, String name, String streams, double segment) {
    Path home = folder.resolve(name);
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path list = home.resolve("video.m3u8");
    List<String> command = new ArrayList<>(List.of("-i", Media.TELEVISION_HLS.file().toString()));
    command.addAll(List.of(streams.split(" ")));
    command.addAll(List.of("-f", "hls", "-hls_time", Double.toString(segment)));
    command.addAll(List.of("-hls_playlist_type", "vod", "-hls_segment_type", form.type));
    command.addAll(List.of("-hls_segment_filename", home + "/%d." + form.ending, list.toString()));
    TestTools.ffmpeg(command);
    return list;
  }

  private List<Format> formats(Form form) {
    // Encoded anew, since what guesses noise in AAC's decoder differs by where it begins.
    String sound = "-vn -c:a aac -aac_pns 0";
    if (!form.isApart) {
      Path both = list(form, "both", "-c:v copy -c:a aac -aac_pns 0", PICTURE_SEGMENT);
      return List.of(new Format("18", both, 640, 360, "avc1.42c01e", "mp4a.40.2", 500));
    }
    Path picture = list(form, "picture", "-an -c:v copy", PICTURE_SEGMENT);
    Path ofSound = list(form, "sound", sound, SOUND_SEGMENT);
    return List.of(
        new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
        new Format("140", ofSound, 0, 0, "none", "mp4a.40.2", 100));
  }

  /** Says of a playlist's segments what yt-dlp says of a manifest's. */
  private static void asFragments(ObjectNode format, List<Format> formats) {
    String url = format.path("url").asText();
    Path list =
        formats.stream()
            .filter(f -> f.id().equals(format.path("format_id").asText()))
            .findFirst()
            .orElseThrow()
            .file();
    format.put("protocol", "http_dash_segments");
    format.put("fragment_base_url", url.substring(0, url.lastIndexOf('/') + 1));
    ArrayNode fragments = format.putArray("fragments");
    double seconds = 0;
    try {
      for (String line : Files.readAllLines(list)) {
        if (line.startsWith("#EXT-X-MAP:URI=")) {
          fragments.addObject().put("path", line.split("\"")[1]);
        } else if (line.startsWith("#EXTINF:")) {
          seconds = Double.parseDouble(line.replaceAll("#EXTINF:|,", ""));
        } else if (!line.startsWith("#")) {
          fragments.addObject().put("path", line).put("duration", seconds);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClipOfSegmentsIsThatOfTheWhole(Form form) throws IOException {
    List<Format> formats = formats(form);
    Consumer<ObjectNode> change =
        form == Form.DASH ? format -> asFragments(format, formats) : format -> {};
    List<Double> starts = starts(form);
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < starts.size(); i++) {
      for (String way : List.of("whole", "piece")) {
        String id = "%s_%05d".formatted(way, i);
        // Of a video without a known length the whole is fetched.
        int seconds = way.equals("whole") ? 0 : Media.SECONDS;
        site.video(id, seconds, change, formats.toArray(Format[]::new));
        list.append(String.format(Locale.ROOT, "yoga,%s,%.1f,", id, starts.get(i)));
        list.append(String.format(Locale.ROOT, "%.1f,train\n", starts.get(i) + SECONDS));
      }
    }
    Files.writeString(folder.resolve("list.csv"), list);

    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--log-file", "log.txt");

    assertThat(result.exitCode()).as("%s", result).isZero();
    String log = Files.readString(folder.resolve("log.txt"));
    Path clips = folder.resolve("dataset/train/yoga");
    for (int i = 0; i < starts.size(); i++) {
      Path whole = clips.resolve("whole_%05d.mp4".formatted(i));
      Path piece = clips.resolve("piece_%05d.mp4".formatted(i));
      assertSamePictures(piece, whole, starts.get(i));
      assertSameSound(piece, whole, starts.get(i));
      for (Format format : formats) {
        double length = format.height() > 0 ? PICTURE_SEGMENT : SOUND_SEGMENT;
        long needed = (long) Math.ceil(SECONDS / length) + 1;
        assertThat(segments("piece_%05d".formatted(i), format, form))
            .as("segments of %s from %s s%n%s", format.id(), starts.get(i), log)
            .isBetween(1L, needed + 3)
            .isLessThan(segments("whole_%05d".formatted(i), format, form));
      }
    }
  }

  private long segments(String id, Format format, Form form) {
    String path = site.mediaPath(id, format);
    return site.requests(path.substring(0, path.lastIndexOf('/'))).stream()
        .filter(request -> request.path().endsWith("." + form.ending))
        .count();
  }

  private static void assertSamePictures(Path piece, Path whole, double start) {
    List<Integer> of = FrameNumbers.of(piece);
    List<Integer> expected = FrameNumbers.of(whole);
    assertThat(of).as("from %s s", start).hasSizeBetween(57, 61);
    // Whoever joins picture and sound in one file rounds their distance: a picture that begins less
    // than a millisecond before the section's end may begin after it.
    assertThat(of.size())
        .as("from %s s", start)
        .isBetween(expected.size() - 1, expected.size() + 1);
    int both = Math.min(of.size(), expected.size());
    assertThat(of.subList(0, both)).as("from %s s", start).isEqualTo(expected.subList(0, both));
  }

  private static void assertSameSound(Path piece, Path whole, double start) {
    // By less than a sample at the tone's highest; both are encoded with what came before.
    float[] of = samples(piece);
    float[] expected = samples(whole);
    assertThat(of).as("from %s s", start).hasSameSizeAs(expected);
    // Times in microseconds decide which sample is the first: it may be the one beside it.
    double largest =
        IntStream.of(-1, 0, 1)
            .mapToDouble(i -> largestDifference(of, expected, i))
            .min()
            .getAsDouble();
    assertThat(largest).as("difference from %s s", start).isLessThan(0.05);
  }

  private static double largestDifference(float[] of, float[] expected, int later) {
    double largest = 0;
    // In a whole mp4 ffmpeg goes to the packet before the start, which sounds only with the one
    // before that, and two more are made of it.
    for (int i = 3 * AAC_PACKET; i < of.length - 1; i++) {
      largest = Math.max(largest, Math.abs(of[i] - expected[i + later]));
    }
    return largest;
  }

  private static float[] samples(Path clip) {
    byte[] bytes =
        TestTools.ffmpeg(
            List.of("-i", clip.toString(), "-map", "0:a:0", "-ac", "1", "-f", "f32le", "-"));
    FloatBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] samples = new float[buffer.remaining()];
    buffer.get(samples);
    return samples;
  }
}
