package dev.kinetics.inspect;

import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Ffmpeg;
import dev.kinetics.tool.Ffprobe;
import dev.kinetics.tool.Probe;
import dev.kinetics.tool.VideoStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a media file is whole: by its container, and unless it has to be quick by decoding. */
final class MediaCheck {
  /**
   * How ffmpeg ends when the file is at fault: 1 (older than 6), 69 (its limit of errors), and the
   * low bytes of AVERROR_INVALIDDATA and EINVAL. Anything else (a signal, no memory, an error of
   * the disk) says nothing against the file.
   */
  private static final Set<Integer> FILE_AT_FAULT = Set.of(1, 69, 183, 234);

  private static final Pattern FRAMES = Pattern.compile("^frame=\\s*(\\d+)", Pattern.MULTILINE);
  private static final Pattern MICROSECONDS =
      Pattern.compile("^out_time_us=\\s*(\\d+)", Pattern.MULTILINE);

  /** Where in memory ffmpeg had what it speaks of. */
  private static final Pattern ADDRESS = Pattern.compile(" @ 0x[0-9a-f]+");

  /** Others cut at whole packets, and sound and picture end within a packet of each other. */
  private static final double SECONDS_OFF = 0.5;

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final boolean quick;

  MediaCheck(Ffmpeg ffmpeg, Ffprobe ffprobe, boolean quick) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = ffprobe;
    this.quick = quick;
  }

  /**
   * Checks a clip.
   *
   * @param seconds how long it should be
   * @param mayBeShort whether its source is known to end early
   * @throws IOException when it can't be read
   */
  Verdict video(Path file, double seconds, boolean mayBeShort)
      throws InterruptedException, IOException {
    Optional<Probe> probe = ffprobe.probe(file);
    if (probe.isEmpty()) {
      return noMedia(file);
    }
    if (probe.get().video().isEmpty()) {
      return Verdict.bad("it has no picture");
    }
    VideoStream video = probe.get().video().get();
    double length = video.seconds() > 0 ? video.seconds() : probe.get().seconds();
    if (length < seconds - SECONDS_OFF && !mayBeShort) {
      return Verdict.bad(seconds(length) + " long and not " + seconds(seconds));
    }
    if (length > seconds + SECONDS_OFF) {
      return Verdict.bad(seconds(length) + " long and not " + seconds(seconds));
    }
    if (probe.get().format().contains("mp4") && isCutOff(file)) {
      return Verdict.bad("it is cut off");
    }
    return quick ? Verdict.FINE : decode(file, "0", length);
  }

  /** Checks a sound track. */
  Verdict sound(Path file) throws InterruptedException {
    Optional<Probe> probe = ffprobe.probe(file);
    if (probe.isEmpty()) {
      return noMedia(file);
    }
    if (probe.get().audio().isEmpty()) {
      return Verdict.bad("it has no sound");
    }
    return quick ? Verdict.FINE : decode(file, "0:a:0", probe.get().seconds());
  }

  /**
   * Whether a file ends inside one of its boxes (ISO/IEC 14496-12, 4.2: a size of 32 bits and a
   * type; 1 stands for a size of 64 bits behind them, 0 for all the rest). An index that comes
   * first looks whole however much is missing behind it.
   */
  private static boolean isCutOff(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      long length = bytes.length();
      long box = 0;
      while (box < length) {
        if (length - box < 8) {
          return true;
        }
        bytes.seek(box);
        long size = Integer.toUnsignedLong(bytes.readInt());
        bytes.readInt();
        if (size == 1 && length - box >= 16) {
          size = bytes.readLong();
        } else if (size == 0) {
          return false;
        }
        if (size < 8 || size > length - box) {
          return true;
        }
        box += size;
      }
      return false;
    }
  }

  /** How many frames a clip has; empty when it can't be told. */
  OptionalLong frames(Path clip) throws InterruptedException {
    ToolResult decoded = run(clip, "0:V:0");
    return decoded.ok() ? last(FRAMES, decoded.output()) : OptionalLong.empty();
  }

  /** ffprobe refuses the file; ffmpeg has to agree before that is held against it. */
  private Verdict noMedia(Path file) throws InterruptedException {
    ToolResult decoded = run(file, "0");
    return decoded.ok()
        ? Verdict.unchecked("ffprobe can't read it though ffmpeg can")
        : refused(decoded);
  }

  private Verdict decode(Path file, String streams, double seconds) throws InterruptedException {
    ToolResult decoded = run(file, streams);
    if (!decoded.ok()) {
      return refused(decoded);
    }
    // A file that is cut between two packets ends early without a word.
    OptionalLong microseconds = last(MICROSECONDS, decoded.output());
    double there = microseconds.isPresent() ? microseconds.getAsLong() / 1e6 : 0;
    return there < seconds - SECONDS_OFF / 2
        ? Verdict.bad("only " + seconds(there) + " of " + seconds(seconds) + " can be decoded")
        : Verdict.FINE;
  }

  private static Verdict refused(ToolResult decoded) {
    String line = ADDRESS.matcher(decoded.firstErrorLine()).replaceAll("");
    return FILE_AT_FAULT.contains(decoded.exitCode()) && !decoded.timedOut()
        ? Verdict.bad("it can't be decoded: " + line)
        : Verdict.unchecked("ffmpeg was ended: " + line);
  }

  private ToolResult run(Path file, String streams) throws InterruptedException {
    return ffmpeg.run(
        List.of(
            "-xerror",
            "-threads",
            "1",
            "-i",
            "file:" + file.toAbsolutePath(),
            "-map",
            streams,
            "-fps_mode",
            "passthrough",
            "-progress",
            "pipe:1",
            "-f",
            "null",
            "-"));
  }

  private static OptionalLong last(Pattern pattern, String text) {
    OptionalLong value = OptionalLong.empty();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      value = OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
    return value;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
