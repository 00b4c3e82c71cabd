package dev.kinetics.media;

import dev.kinetics.dataset.PlainFile;
import dev.kinetics.ffmpeg.AudioStream;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.media.MediaFile.Picture;
import dev.kinetics.media.Verdict.Rule;
import dev.kinetics.process.ToolResult;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is whole: clips, sound tracks and folders of frames. Who makes them and who checks them
 * later ask the same judge.
 *
 * <p>Nothing is bad on one tool's word: what can't be decoded is decoded a second time, and read
 * from end to end, before that is held against it. A tool that lacks memory, threads or a readable
 * disk says nothing about the file.
 */
public final class Judge {
  /**
   * By how much a clip may be longer or shorter than its section, unless something else is said.
   */
  public static final double TOLERANCE_SECONDS = 0.5;

  private static final Verdict EMPTY = Verdict.bad(Rule.FORM, "it is empty");

  /** Headers and a few frames of sound, in bytes. */
  private static final int PERHAPS_EMPTY = 4096;

  private static final Pattern FRAMES = Pattern.compile("^frame=\\s*(\\d+)", Pattern.MULTILINE);
  private static final Pattern MICROSECONDS =
      Pattern.compile("^out_time_us=\\s*(\\d+)", Pattern.MULTILINE);

  /** Where in memory ffmpeg had what it speaks of. */
  private static final Pattern ADDRESS = Pattern.compile(" @ 0x[0-9a-f]+");

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;

  public Judge(Ffmpeg ffmpeg, Ffprobe ffprobe) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = ffprobe;
  }

  /**
   * What a clip of a section must be.
   *
   * @param seconds how long the section is
   * @param mayEndEarly whether its source is known to end inside the section
   * @param tolerance by how many seconds it may be longer or shorter
   */
  public record Wanted(double seconds, boolean mayEndEarly, double tolerance) {
    /** A section of so many seconds, with the usual tolerance. */
    public static Wanted of(double seconds) {
      return new Wanted(seconds, false, TOLERANCE_SECONDS);
    }
  }

  /** Whether a picture shows its section, by its own times. The sound may end earlier. */
  public static Verdict times(Picture picture, Wanted wanted) {
    if (picture.start() > wanted.tolerance()) {
      return Verdict.bad(Rule.START, "its picture begins at " + seconds(picture.start()));
    }
    boolean tooLong = picture.end() > wanted.seconds() + wanted.tolerance();
    boolean tooShort = picture.end() < wanted.seconds() - wanted.tolerance();
    return tooLong || (tooShort && !wanted.mayEndEarly())
        ? Verdict.bad(
            Rule.LENGTH, seconds(picture.end()) + " long and not " + seconds(wanted.seconds()))
        : Verdict.WHOLE;
  }

  /**
   * Judges a clip.
   *
   * @param quick whether nothing is decoded
   * @throws IOException when it can't be read
   */
  public Verdict clip(Path file, Wanted wanted, boolean quick)
      throws IOException, InterruptedException {
    return ofAll(file, judgedClip(file, wanted, quick));
  }

  private Verdict judgedClip(Path file, Wanted wanted, boolean quick)
      throws IOException, InterruptedException {
    PlainFile.require(file);
    if (Files.size(file) == 0) {
      return EMPTY;
    }
    Optional<MediaFile> read = MediaFile.read(file, ffprobe);
    if (read.isEmpty()) {
      return noMedia(file);
    }
    if (read.get().picture().isEmpty()) {
      return Verdict.bad(Rule.STREAM, "it has no picture");
    }
    Picture picture = read.get().picture().get();
    if (Mp4Structure.isCutOff(file)) {
      return Verdict.bad(Rule.CUT_OFF, "it is cut off");
    }
    Verdict times = times(picture, wanted);
    if (!times.isWhole() || quick) {
      return times;
    }
    return decodes(file, picture, read.get().audio());
  }

  /**
   * Judges a sound track.
   *
   * @param quick whether nothing is decoded
   * @throws IOException when it can't be read
   */
  public Verdict track(Path file, boolean quick) throws IOException, InterruptedException {
    return ofAll(file, judgedTrack(file, quick));
  }

  private Verdict judgedTrack(Path file, boolean quick) throws IOException, InterruptedException {
    PlainFile.require(file);
    if (Files.size(file) == 0) {
      return EMPTY;
    }
    var probe = ffprobe.probe(file);
    if (probe.isEmpty()) {
      return noMedia(file);
    }
    if (probe.get().audio().isEmpty()) {
      return Verdict.bad(Rule.STREAM, "it has no sound");
    }
    if (quick) {
      return Verdict.WHOLE;
    }
    ToolResult decoded = decode(file, "0:a:0");
    return decoded.ok()
        ? toTheEnd(decoded, probe.get().seconds())
        : refused(file, decoded, "0:a:0");
  }

  /**
   * Whether a track that was just made has no sample: of a sound track without one ffmpeg makes a
   * file of headers alone, and says nothing.
   *
   * @throws IOException when it can't be read
   */
  public boolean isEmptyTrack(Path file) throws IOException, InterruptedException {
    if (Files.size(file) >= PERHAPS_EMPTY) {
      return false;
    }
    return ffprobe
        .probe(file)
        .flatMap(Probe::audio)
        .map(track -> track.seconds() <= 0)
        .orElse(true);
  }

  /**
   * Judges a folder of frames.
   *
   * @param made how many were made; 0 where that is not known
   * @param clip the clip that they are of; null, or no file, where there is none
   * @throws IOException when it can't be read
   */
  public Verdict frames(FrameFolder folder, long made, Path clip)
      throws IOException, InterruptedException {
    if (!folder.fault().isEmpty()) {
      return Verdict.bad(Rule.FRAMES, folder.fault());
    }
    if (made > 0) {
      return made == folder.frames()
          ? Verdict.WHOLE
          : Verdict.bad(
              Rule.FRAMES, Counts.of(folder.frames(), "frame", "frames") + " and not " + made);
    }
    if (clip == null || !Files.isRegularFile(clip)) {
      return Verdict.WHOLE;
    }
    ToolResult decoded = decode(clip, "0:V:0");
    OptionalLong inClip = decoded.ok() ? last(FRAMES, decoded.output()) : OptionalLong.empty();
    return inClip.isEmpty() || inClip.getAsLong() == folder.frames()
        ? Verdict.WHOLE
        : Verdict.bad(
            Rule.FRAMES,
            Counts.of(folder.frames(), "frame", "frames")
                + " and not the clip's "
                + inClip.getAsLong());
  }

  /**
   * Whether a stream of a file decodes, asked once more after something could not be made of it.
   *
   * @param first how the first decoding ended
   * @param picture whether it is the picture; else the sound
   * @throws IOException when it can't be read
   */
  public Verdict afterFault(Path file, ToolResult first, boolean picture)
      throws IOException, InterruptedException {
    return ofAll(file, judgedAfterFault(file, first, picture));
  }

  private Verdict judgedAfterFault(Path file, ToolResult first, boolean picture)
      throws IOException, InterruptedException {
    PlainFile.require(file);
    String stream = picture ? "0:V:0" : "0:a:0";
    ToolResult faulty = first.ok() ? decode(file, stream) : first;
    if (!faulty.ok()) {
      return refused(file, faulty, stream);
    }
    double seconds =
        ffprobe
            .probe(file)
            .map(
                probe ->
                    picture
                        ? probe.video().map(VideoStream::seconds).orElse(0.0)
                        : probe.audio().map(AudioStream::seconds).orElse(0.0))
            .orElse(0.0);
    return toTheEnd(faulty, seconds);
  }

  private Verdict decodes(Path file, Picture picture, boolean audio)
      throws IOException, InterruptedException {
    ToolResult decoded = audio ? decode(file, "0:V:0", "0:a:0") : decode(file, "0:V:0");
    long frames = last(FRAMES, decoded.output()).orElse(0);
    if (decoded.ok() && frames >= Math.max(1, picture.frames() * 0.98 - 2)) {
      return Verdict.WHOLE;
    }
    // Of the picture alone: a fault of the sound costs the sound only.
    ToolResult again = decode(file, "0:V:0");
    if (again.ok() && last(FRAMES, again.output()).orElse(0) < 1) {
      return Verdict.bad(Rule.DECODES, "no picture of it can be decoded");
    }
    if (again.ok()) {
      // A file that is cut between two packets ends early without a word. What ffmpeg counts from
      // is at the latest the picture's own start.
      return toTheEnd(again, picture.seconds());
    }
    return refused(file, decoded.ok() ? again : decoded, "0:V:0");
  }

  private static Verdict toTheEnd(ToolResult decoded, double seconds) {
    OptionalLong microseconds = last(MICROSECONDS, decoded.output());
    double there = microseconds.isPresent() ? microseconds.getAsLong() / 1e6 : 0;
    return there < seconds - TOLERANCE_SECONDS / 2
        ? Verdict.bad(
            Rule.DECODES, "only " + seconds(there) + " of " + seconds(seconds) + " can be decoded")
        : Verdict.WHOLE;
  }

  /** ffprobe refuses the file; ffmpeg has to agree before that is held against it. */
  private Verdict noMedia(Path file) throws IOException, InterruptedException {
    ToolResult decoded = decode(file, "0");
    return decoded.ok()
        ? Verdict.notTold("ffprobe can't read it though ffmpeg can")
        : refused(file, decoded, "0");
  }

  /** A first decoding failed: bad when a second one says the same. */
  private Verdict refused(Path file, ToolResult first, String streams) throws InterruptedException {
    if (!Damage.isTold(first)) {
      return Verdict.notTold("ffmpeg was ended: " + words(first));
    }
    ToolResult second = decode(file, streams);
    if (second.ok()) {
      return Verdict.notTold("one decoding failed, another did not: " + words(first));
    }
    return Damage.isTold(second)
        ? Verdict.bad(Rule.DECODES, "it can't be decoded: " + words(first))
        : Verdict.notTold("ffmpeg was ended: " + words(second));
  }

  /** Nothing is held against a file that can't be read. */
  private static Verdict ofAll(Path file, Verdict verdict) throws IOException {
    if (verdict.isBad()) {
      readWhole(file);
    }
    return verdict;
  }

  /**
   * Reads a file from end to end: a disk that can't be read is no fault of the file, and ffmpeg
   * takes it for the file's end.
   *
   * @throws IOException when it can't be read
   */
  public static void readWhole(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 18];
      while (in.read(buffer) >= 0) {
        // on to the end
      }
    }
  }

  private static String words(ToolResult result) {
    String line = ADDRESS.matcher(result.firstErrorLine()).replaceAll("");
    return line.contains("not on whitelist") ? "it is no container of a video or a track" : line;
  }

  private ToolResult decode(Path file, String... streams) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-xerror", "-threads", "1"));
    arguments.addAll(Ffmpeg.LOCAL);
    arguments.addAll(List.of("-i", "file:" + file.toAbsolutePath()));
    for (String stream : streams) {
      arguments.addAll(List.of("-map", stream));
    }
    arguments.addAll(List.of("-fps_mode", "passthrough", "-progress", "pipe:1"));
    arguments.addAll(List.of("-f", "null", "-"));
    return ffmpeg.run(arguments);
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
