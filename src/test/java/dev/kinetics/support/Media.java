package dev.kinetics.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The test videos. Each is a minute (unless it says otherwise) of 25 frames a second, whose picture
 * carries the number of its frame ({@link FrameNumbers} reads it: frame n shows from n / 25 s on)
 * and whose sound is a tone that tells the second ({@link Tone}). They are made once by ffmpeg and
 * kept in {@code target/test-media}.
 */
public enum Media {
  /** H.264 and AAC in mp4, index first: can be read from the middle at once. */
  MP4("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", x264("-movflags", "+faststart")),
  /** The same picture with the index at the end. */
  MP4_INDEX_AT_END("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", x264()),
  /** Fragmented mp4: no index, or one in pieces. */
  MP4_FRAGMENTED(
      "mp4",
      640,
      360,
      "avc1.42c01e",
      "mp4a.40.2",
      x264("-movflags", "+frag_keyframe+empty_moov+default_base_moof")),
  /** A picture and no sound track. */
  MP4_SILENT("mp4", 640, 360, "avc1.42c01e", "none", x264("-an", "-movflags", "+faststart")),
  /** Only the sound, as a stream of its own. */
  AUDIO_ONLY("m4a", 0, 0, "none", "mp4a.40.2", List.of("-vn", "-c:a", "aac")),
  /** 1280 by 720 without sound, as YouTube serves the better formats. */
  VIDEO_ONLY_720P("mp4", 1280, 720, "avc1.42c01f", "none", x264("-an", "-movflags", "+faststart")),
  /** 240 by 426: taller than wide. */
  PORTRAIT("mp4", 240, 426, "avc1.42c01e", "mp4a.40.2", x264("-movflags", "+faststart")),
  /** 360 by 640 laid on its side: {@link #ROTATED} without the note. */
  SIDEWAYS("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", x264("-movflags", "+faststart")),
  /** The same with the note that a player has to turn it, as telephones make it. */
  ROTATED("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", List.of()),
  /** Every third frame is missing for half of each second. */
  VARIABLE_FRAME_RATE("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", x264("-fps_mode", "vfr")),
  /** Two by two pixels; no number fits into these. */
  TINY("mp4", 2, 2, "avc1.42c00a", "mp4a.40.2", x264("-movflags", "+faststart")),
  /** Eight seconds: ends inside most sections. */
  EIGHT_SECONDS("mp4", 640, 360, "avc1.42c01e", "mp4a.40.2", x264("-movflags", "+faststart")),
  /** VP8 and Opus in webm: has to be converted. Twelve seconds, since VP8 is slow to make. */
  WEBM(
      "webm",
      640,
      360,
      "vp8",
      "opus",
      List.of(
          "-c:v",
          "libvpx",
          "-deadline",
          "realtime",
          "-cpu-used",
          "8",
          "-b:v",
          "800k",
          "-g",
          "100",
          "-c:a",
          "libopus")),
  /** VP9 and Opus in webm, twelve seconds. */
  WEBM_VP9(
      "webm",
      640,
      360,
      "vp9",
      "opus",
      List.of(
          "-c:v",
          "libvpx-vp9",
          "-deadline",
          "realtime",
          "-cpu-used",
          "8",
          "-row-mt",
          "1",
          "-b:v",
          "800k",
          "-g",
          "100",
          "-c:a",
          "libopus")),
  /** A playlist of pieces of six seconds. */
  HLS(
      "m3u8",
      640,
      360,
      "avc1.42c01e",
      "mp4a.40.2",
      x264("-f", "hls", "-hls_time", "6", "-hls_playlist_type", "vod")),
  /**
   * A playlist of pieces of five seconds: 30,000 / 1,001 frames a second, with frames that wait for
   * later ones, as television has it.
   */
  TELEVISION_HLS(
      "m3u8",
      640,
      360,
      "avc1.42c01e",
      "mp4a.40.2",
      withLaterFrames("-f", "hls", "-hls_time", "5", "-hls_playlist_type", "vod"));

  /** How long a video is, unless it says otherwise, in seconds. */
  public static final int SECONDS = 60;

  /** Frames a second. */
  public static final int FRAME_RATE = 25;

  private final String ending;
  private final int width;
  private final int height;
  private final String videoCodec;
  private final String audioCodec;
  private final List<String> encoding;

  Media(
      String ending,
      int width,
      int height,
      String videoCodec,
      String audioCodec,
      List<String> encoding) {
    this.ending = ending;
    this.width = width;
    this.height = height;
    this.videoCodec = videoCodec;
    this.audioCodec = audioCodec;
    this.encoding = encoding;
  }

  /** How long this one is, in seconds. */
  public int seconds() {
    return switch (this) {
      case EIGHT_SECONDS -> 8;
      case WEBM, WEBM_VP9 -> 12;
      default -> SECONDS;
    };
  }

  /** The video, made if it is not there yet; for HLS the playlist. */
  public Path file() {
    Path home = Path.of("target", "test-media").toAbsolutePath();
    List<String> recipe = recipe();
    Path folder = home.resolve(this + "-" + Integer.toHexString(recipe.hashCode()));
    Path file = folder.resolve("video." + ending);
    if (!Files.exists(file)) {
      try {
        Files.createDirectories(home);
        Path scratch = Files.createTempDirectory(home, "making");
        List<String> command = new ArrayList<>(recipe);
        command.add(scratch.resolve(file.getFileName()).toString());
        TestTools.ffmpeg(command);
        moveWhole(scratch, folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  /** This video as a format that a site offers, called by its name. */
  public Format format() {
    return new Format(
        name().toLowerCase(Locale.ROOT),
        file(),
        width,
        height,
        videoCodec,
        audioCodec,
        width == 0 ? 128 : width * 2);
  }

  private List<String> recipe() {
    if (this == ROTATED) {
      return List.of("-display_rotation", "90", "-i", SIDEWAYS.file().toString(), "-c", "copy");
    }
    List<String> recipe = new ArrayList<>();
    if (width > 0) {
      recipe.addAll(List.of("-f", "lavfi", "-i", picture()));
    }
    if (!audioCodec.equals("none")) {
      recipe.addAll(List.of("-f", "lavfi", "-i", Tone.source()));
    }
    recipe.addAll(List.of("-t", Integer.toString(seconds())));
    recipe.addAll(encoding);
    return recipe;
  }

  private String picture() {
    boolean sideways = this == SIDEWAYS;
    int shownWidth = sideways ? height : width;
    int shownHeight = sideways ? width : height;
    String rate = this == TELEVISION_HLS ? "30000/1001" : Integer.toString(FRAME_RATE);
    String background = "testsrc2=size=" + shownWidth + "x" + shownHeight + ":rate=" + rate;
    if (this == TINY) {
      return background + ",format=yuv420p";
    }
    String numbered =
        FrameNumbers.drawnOn(background, shownWidth, shownHeight, rate) + ",format=yuv420p";
    return switch (this) {
      case SIDEWAYS -> numbered + ",transpose=clock";
      case VARIABLE_FRAME_RATE -> numbered + ",select='not(lt(mod(t,1),0.5)*eq(mod(n,3),2))'";
      default -> numbered;
    };
  }

  private static List<String> withLaterFrames(String... more) {
    List<String> encoding = x264("-bf", "3", "-b_strategy", "0", "-g", "150");
    encoding.addAll(List.of(more));
    return encoding;
  }

  private static List<String> x264(String... more) {
    List<String> encoding =
        new ArrayList<>(
            List.of(
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-crf",
                "23",
                "-g",
                "125",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-b:a",
                "96k"));
    encoding.addAll(List.of(more));
    return encoding;
  }

  private static void moveWhole(Path scratch, Path folder) throws IOException {
    try {
      Files.move(scratch, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      // Another process was quicker; its video is as good.
      try (Stream<Path> files = Files.list(scratch)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(scratch);
    }
  }
}
