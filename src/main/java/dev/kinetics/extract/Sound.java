package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.process.ToolResult;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Ffmpeg;
import dev.kinetics.tool.Probe;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Takes the sound out of clips, several in one ffmpeg, whose start costs as much as the work on a
 * clip. When something is wrong with one of them, those that can be told to be well are done
 * together again, and the others alone.
 */
public final class Sound {
  /** The name of the job in the journal. */
  public static final String JOB = "sound";

  /** What a second of clip takes on the disk: 192 kbit/s. */
  public static final double USUAL_BYTES_PER_SECOND = 24_000;

  private static final int LARGEST_BATCH = 12;

  /** Headers and a few frames of mp3, in bytes. */
  private static final int PERHAPS_EMPTY = 4096;

  private Sound() {}

  /** The job that takes the sound out of clips. */
  public static Extraction extraction(
      Extraction.Options options, Tools tools, StopSignal stopSignal) {
    return new Extraction(
        JOB,
        options,
        LARGEST_BATCH,
        tools,
        stopSignal,
        (clips, workplace) -> extract(clips, workplace, tools));
  }

  private static Map<Clip, ClipResult> extract(
      List<Clip> clips, Extraction.Workplace workplace, Tools tools)
      throws InterruptedException, IOException {
    Map<Clip, ClipResult> results = new LinkedHashMap<>();
    long start = System.nanoTime();
    Path folder = workplace.scratch().newFolder();
    List<Path> videos = new ArrayList<>();
    List<Path> sounds = new ArrayList<>();
    try {
      for (int i = 0; i < clips.size(); i++) {
        Path own = Files.createDirectory(folder.resolve(Integer.toString(i)));
        videos.add(workplace.clip(clips.get(i), own));
        sounds.add(own.resolve("sound.mp3"));
      }
    } catch (ZipException | EOFException e) {
      Scratch.delete(folder);
      if (clips.size() == 1) {
        results.put(
            clips.get(0),
            ClipResult.without(Outcome.DAMAGED, "not decodable", "its gzip is damaged or cut off"));
      }
      return results;
    }
    ToolResult ended = tools.soundFfmpeg().run(arguments(videos, sounds));
    boolean clean = ended.ok() && ended.errors().isBlank();
    if (clips.size() == 1 && !clean) {
      ClipResult result = judge(ended, videos.get(0), tools);
      results.put(clips.get(0), result.after(1, (System.nanoTime() - start) / 1e9));
    }
    if (clean) {
      double seconds = (System.nanoTime() - start) / 1e9 / clips.size();
      for (int i = 0; i < clips.size(); i++) {
        long bytes = Files.size(sounds.get(i));
        if (bytes < PERHAPS_EMPTY && isEmpty(sounds.get(i), tools)) {
          results.put(clips.get(i), ClipResult.without(Outcome.SILENT, "empty sound track", ""));
          continue;
        }
        AtomicFile.moveInto(sounds.get(i), workplace.layout().path(clips.get(i), Kind.SOUND));
        results.put(
            clips.get(i),
            ClipResult.made(Outcome.DONE, bytes, new MediaFacts(0, 0, 0, 0, 0, true))
                .after(1, seconds));
      }
    }
    if (clips.size() > 1 && !clean) {
      results.putAll(extractWithout(clips, videos, workplace, tools));
    }
    Scratch.delete(folder);
    return results;
  }

  /**
   * Goes on with those of a batch that have sound, once again together: clips without are many, and
   * each would cost its whole batch. Who is not told of is done alone.
   */
  private static Map<Clip, ClipResult> extractWithout(
      List<Clip> clips, List<Path> videos, Extraction.Workplace workplace, Tools tools)
      throws InterruptedException, IOException {
    Map<Clip, ClipResult> results = new LinkedHashMap<>();
    List<Clip> sounding = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      Optional<Probe> probe = tools.ffprobe().probe(videos.get(i));
      if (probe.flatMap(Probe::audio).isPresent()) {
        sounding.add(clips.get(i));
      } else if (probe.isPresent()) {
        results.put(clips.get(i), ClipResult.without(Outcome.SILENT, "no sound track", ""));
      }
    }
    if (sounding.size() > 1 && sounding.size() < clips.size()) {
      results.putAll(extract(sounding, workplace, tools));
    }
    return results;
  }

  /** Of a track without a sample ffmpeg makes a file of headers alone, and says nothing. */
  private static boolean isEmpty(Path sound, Tools tools) throws InterruptedException {
    Optional<Probe> probe = tools.ffprobe().probe(sound);
    return probe.flatMap(Probe::audio).map(track -> track.seconds() <= 0).orElse(true);
  }

  private static List<String> arguments(List<Path> videos, List<Path> sounds) {
    return videos.size() == 1
        ? argumentsOfOne(videos.get(0), sounds.get(0))
        : argumentsTogether(videos, sounds);
  }

  private static List<String> argumentsOfOne(Path video, Path sound) {
    // A file can be a playlist that names others, on other machines too.
    List<String> arguments = new ArrayList<>(List.of("-protocol_whitelist", "file"));
    arguments.addAll(List.of("-vn", "-threads", "1", "-i", "file:" + video, "-map", "0:a:0"));
    arguments.addAll(toMp3(sound));
    return arguments;
  }

  private static List<String> argumentsTogether(List<Path> videos, List<Path> sounds) {
    List<String> arguments = new ArrayList<>(List.of("-filter_complex_threads", "1"));
    for (int i = 0; i < videos.size(); i++) {
      arguments.add("-filter_complex");
      arguments.add(Ffmpeg.soundSource(videos.get(i), "") + "[sound" + i + "]");
    }
    for (int i = 0; i < sounds.size(); i++) {
      arguments.addAll(List.of("-map", "[sound" + i + "]"));
      arguments.addAll(toMp3(sounds.get(i)));
    }
    return arguments;
  }

  private static List<String> toMp3(Path sound) {
    // More than twice as quick as LAME's default level, and no farther from the source at this
    // rate: SDR 60.2 dB on a real clip, by the default 60.15. Noise shaping is for lower rates.
    return List.of(
        "-map_metadata",
        "-1",
        "-c:a",
        "libmp3lame",
        "-compression_level",
        "9",
        "-b:a",
        "192k",
        "-f",
        "mp3",
        "file:" + sound);
  }

  /** What is wrong with a clip that was done alone. */
  private static ClipResult judge(ToolResult ended, Path video, Tools tools)
      throws InterruptedException {
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.stop(video.getParent());
    }
    if (ended.killed()) {
      return ClipResult.without(
          Outcome.FAILED, "ffmpeg was killed", "exit code " + ended.exitCode());
    }
    Optional<Probe> probe = tools.ffprobe().probe(video);
    if (probe.isEmpty()) {
      return ClipResult.without(Outcome.DAMAGED, "no video file", ended.firstErrorLine());
    }
    if (probe.get().audio().isEmpty()) {
      return ClipResult.without(Outcome.SILENT, "no sound track", "");
    }
    return ClipResult.without(Outcome.DAMAGED, "not decodable", ended.firstErrorLine());
  }
}
