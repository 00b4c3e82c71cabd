package dev.kinetics.tfrecord;

import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.media.Damage;
import dev.kinetics.media.Judge;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decodes sound tracks with ffmpeg to mono float32 at one sampling rate. Many threads may use one.
 */
final class TrackDecoder {
  /** The longest track, as decoded: 50 minutes at 22,050 Hz. Scratch files have room for many. */
  static final long MOST_BYTES = 256L << 20;

  /**
   * Samples go on in larger pieces than an mp3's frames, because ffmpeg hands each from thread to
   * thread: that changes no sample.
   */
  private static final String IN_LARGE_PIECES = "asetnsamples=n=16384:p=0";

  /**
   * What came of a track.
   *
   * @param samples a scratch file of little-endian float32 samples; empty where it can't be decoded
   * @param problem why not; empty where it can
   */
  record Decoded(Optional<Path> samples, String problem) {

    static Decoded into(Path samples) {
      return new Decoded(Optional.of(samples), "");
    }

    static Decoded not(String problem) {
      return new Decoded(Optional.empty(), problem);
    }
  }

  private final Ffmpeg ffmpeg;
  private final int samplingRate;
  private final Path scratch;
  private final AtomicLong made = new AtomicLong();

  /**
   * @param samplingRate samples a second
   * @param scratch an existing folder for what is decoded
   */
  TrackDecoder(Ffmpeg ffmpeg, int samplingRate, Path scratch) {
    this.ffmpeg = ffmpeg;
    this.samplingRate = samplingRate;
    this.scratch = scratch;
  }

  /**
   * Decodes these files in one ffmpeg process, which saves most of what short tracks cost. When
   * anything is wrong there, each is decoded alone: a damaged one costs only itself.
   *
   * @return for each file, in this order, what came of it
   * @throws KineticsException when the disk is full, or ffmpeg was ended from outside
   */
  List<Decoded> decode(List<Path> files) throws InterruptedException {
    Map<Path, String> unread = new HashMap<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        try {
          Judge.readWhole(file); // Where the disk has a fault, ffmpeg takes that for the end.
        } catch (IOException e) {
          unread.put(file, "it can't be read: " + e.getMessage());
        }
      } else {
        unread.put(file, "no such file");
      }
    }
    List<Path> there = files.stream().filter(file -> !unread.containsKey(file)).toList();
    List<Path> outputs = there.stream().map(file -> newOutput()).toList();
    boolean together = there.size() > 1 && decodeTogether(there, outputs);
    List<Decoded> all = new ArrayList<>();
    int next = 0;
    for (Path file : files) {
      if (next == there.size() || !there.get(next).equals(file)) {
        all.add(Decoded.not(unread.get(file)));
      } else {
        Path output = outputs.get(next++);
        all.add(together ? checked(output) : alone(file, output));
      }
    }
    return all;
  }

  private Decoded alone(Path file, Path output) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-filter_threads", "1", "-threads", "1"));
    // Nothing but a track of this machine: no playlist that names other files or addresses.
    arguments.addAll(List.of("-format_whitelist", format(file), "-protocol_whitelist", "file"));
    arguments.addAll(List.of("-i", "file:" + file.toAbsolutePath(), "-map", "0:a:0"));
    arguments.addAll(List.of("-af", IN_LARGE_PIECES + "," + SoundStyle.toMono(samplingRate)));
    arguments.addAll(output(output));
    ToolResult result = run(arguments);
    if (result.ok()) {
      return checked(output);
    }
    if (!Damage.isTold(result)) {
      throw KineticsException.stopped(
          "ffmpeg was ended while it decoded "
              + file
              + (result.killed() ? "" : " (" + result.firstErrorLine() + ")")
              + "; run the same command again");
    }
    delete(output);
    // Without the parts of ffmpeg that speak, whose addresses differ from run to run.
    return Decoded.not(result.firstErrorLine().replaceFirst("^(\\[[^\\]]*\\] ?)+", ""));
  }

  private Decoded checked(Path output) {
    try {
      long bytes = Files.exists(output) ? Files.size(output) : 0;
      if (bytes > 0 && bytes < MOST_BYTES) {
        return Decoded.into(output);
      }
      delete(output);
      return Decoded.not(bytes == 0 ? "no sound in it" : "too long for one record");
    } catch (IOException e) {
      throw KineticsException.badInput("can't read the scratch file " + output + ": " + e, e);
    }
  }

  /** Whether all went well, without a word from ffmpeg. */
  private boolean decodeTogether(List<Path> files, List<Path> outputs) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-filter_complex_threads", "1"));
    for (int i = 0; i < files.size(); i++) {
      arguments.add("-filter_complex");
      arguments.add(
          Ffmpeg.soundSource(files.get(i), ":format_name=" + format(files.get(i)))
              + ","
              + SoundStyle.toMono(samplingRate)
              + ","
              + IN_LARGE_PIECES
              + "[sound"
              + i
              + "]");
    }
    for (int i = 0; i < files.size(); i++) {
      arguments.addAll(List.of("-map", "[sound" + i + "]"));
      arguments.addAll(output(outputs.get(i)));
    }
    ToolResult result = run(arguments);
    return result.ok() && result.errors().isBlank();
  }

  /** The form of file that its ending stands for, as ffmpeg calls it. */
  private static String format(Path file) {
    String name = file.toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<String> output(Path file) {
    return List.of(
        "-fs", Long.toString(MOST_BYTES), "-f", "f32le", "file:" + file.toAbsolutePath());
  }

  private ToolResult run(List<String> arguments) throws InterruptedException {
    ToolResult result = ffmpeg.run(arguments);
    if (!result.ok() && DiskFull.in(result.errors())) {
      throw DiskFull.stop(scratch);
    }
    return result;
  }

  private Path newOutput() {
    return scratch.resolve(made.incrementAndGet() + ".f32");
  }

  private static void delete(Path output) {
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      // The whole scratch folder goes at the end.
    }
  }
}
