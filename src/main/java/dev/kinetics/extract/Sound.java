package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.DiskFull;
import dev.kinetics.ffmpeg.AudioStream;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.OwnTime;
import dev.kinetics.media.Verdict;
import dev.kinetics.pass.Pass;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.process.ToolResult;
import dev.kinetics.run.StopSignal;
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
  private static final int LARGEST_BATCH = 12;

  /** No track is longer, unless its clip is. */
  private static final int LONGEST_SECONDS = 3600;

  /** A smaller mp3 or wav is shorter, whatever its rate. */
  private static final int LARGE_BYTES = 7 << 20;

  private final SoundStyle style;
  private final Tools tools;

  private Sound(SoundStyle style, Tools tools) {
    this.style = style;
    this.tools = tools;
  }

  /** The job that takes the sound out of clips. */
  public static Extraction extraction(
      Extraction.Options options, SoundStyle style, Engine engine, StopSignal stopSignal) {
    return new Extraction(Jobs.SOUND, options, new OfStyle(style), engine, stopSignal);
  }

  private record OfStyle(SoundStyle style) implements Maker {
    private static final long serialVersionUID = 1L;

    @Override
    public int largestBatch() {
      return LARGEST_BATCH;
    }

    @Override
    public Map<Clip, ClipResult> make(List<Clip> clips, Extracting workplace)
        throws InterruptedException, IOException {
      return new Sound(style, workplace.tools()).extract(clips, workplace);
    }

    @Override
    public Optional<ClipResult> found(Path there, Tools tools)
        throws InterruptedException, IOException {
      return new Judge(tools.ffmpeg(), tools.ffprobe()).track(there, true).isWhole()
          ? Optional.of(
              ClipResult.made(Outcome.DONE, Files.size(there), new MediaFacts(0, 0, 0, 0, 0, true)))
          : Optional.empty();
    }
  }

  /** The ffmpeg for the work: of MP3 encoders not all are quick. */
  private Ffmpeg ffmpeg() {
    return style.format() == SoundStyle.Format.MP3 ? tools.soundFfmpeg() : tools.ffmpeg();
  }

  private Map<Clip, ClipResult> extract(List<Clip> clips, Extracting workplace)
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
        sounds.add(own.resolve("sound" + style.format().ending()));
      }
    } catch (ZipException | EOFException e) {
      Scratch.discard(folder);
      if (clips.size() == 1) {
        results.put(
            clips.get(0),
            ClipResult.without(Outcome.DAMAGED, "not decodable", "its gzip is damaged or cut off"));
      }
      return results;
    }
    boolean alone = clips.size() == 1;
    if (!alone && !countFromZero(videos)) {
      // What stands before a first stamp is taken off of a file that is read by itself.
      Scratch.discard(folder);
      return results;
    }
    ToolResult ended =
        alone
            ? takeAlone(clips.get(0), videos.get(0), sounds.get(0))
            : ffmpeg().run(argumentsTogether(clips, videos, sounds));
    if (alone && !ended.errors().isBlank()) {
      Judge.readWhole(videos.get(0));
    }
    // Alone a damaged packet costs itself: what it left out is silence.
    boolean clean =
        ended.ok()
            && (ended.errors().isBlank()
                || (alone
                    && !DiskFull.in(ended.errors())
                    && isToTheEnd(sounds.get(0), videos.get(0))));
    if (alone && !clean) {
      ClipResult result = judge(ended, videos.get(0));
      results.put(clips.get(0), result.after(1, (System.nanoTime() - start) / 1e9));
    }
    if (clean) {
      double seconds = (System.nanoTime() - start) / 1e9 / clips.size();
      Judge judge = new Judge(tools.ffmpeg(), tools.ffprobe());
      for (int i = 0; i < clips.size(); i++) {
        long bytes = Files.size(sounds.get(i));
        if (judge.isEmptyTrack(sounds.get(i))) {
          results.put(clips.get(i), ClipResult.without(Outcome.SILENT, "empty sound track", ""));
          continue;
        }
        if (isCutOff(sounds.get(i), clips.get(i))) {
          results.put(
              clips.get(i),
              ClipResult.without(
                  Outcome.DAMAGED,
                  "sound without end",
                  "its sound goes on after " + mostSeconds(clips.get(i)) + " s"));
          continue;
        }
        AtomicFile.moveInto(sounds.get(i), workplace.target(clips.get(i)));
        results.put(
            clips.get(i),
            ClipResult.made(Outcome.DONE, bytes, new MediaFacts(0, 0, 0, 0, 0, true))
                .after(1, seconds));
      }
    }
    if (clips.size() > 1 && !clean) {
      results.putAll(extractWithout(clips, videos, workplace));
    }
    Scratch.discard(folder);
    return results;
  }

  /**
   * Goes on with those of a batch that have sound, once again together: clips without are many, and
   * each would cost its whole batch. Who is not told of is done alone.
   */
  private Map<Clip, ClipResult> extractWithout(
      List<Clip> clips, List<Path> videos, Extracting workplace)
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
      results.putAll(extract(sounding, workplace));
    }
    return results;
  }

  /**
   * Whether the track is as long as the clip's sound says that it is, and can be decoded to there:
   * its head alone tells what was meant to be written.
   */
  private boolean isToTheEnd(Path sound, Path video) throws InterruptedException, IOException {
    double wanted = seconds(video);
    return wanted > 0
        && seconds(sound) >= wanted - Judge.TOLERANCE_SECONDS
        && new Judge(tools.ffmpeg(), tools.ffprobe()).track(sound, false).isWhole();
  }

  private double seconds(Path file) throws InterruptedException {
    return tools.ffprobe().probe(file).flatMap(Probe::audio).map(AudioStream::seconds).orElse(0.0);
  }

  private boolean countFromZero(List<Path> videos) throws InterruptedException, IOException {
    for (Path video : videos) {
      if (!OwnTime.of(video, tools.ffprobe()).equals(OwnTime.FROM_ZERO)) {
        return false;
      }
    }
    return true;
  }

  private ToolResult takeAlone(Clip clip, Path video, Path sound)
      throws InterruptedException, IOException {
    Pass pass =
        new Pass(
            List.of(Pass.Input.whole(video, OwnTime.of(video, tools.ffprobe()))),
            null,
            1,
            Pass.Sound.AS_IT_IS,
            List.of(new Pass.Track(sound, style, mostSeconds(clip))));
    while (true) {
      ToolResult ended = pass.run(ffmpeg(), null);
      Pass.Sound next = pass.sound().after(ended).orElse(Pass.Sound.NONE);
      if (next == Pass.Sound.NONE) {
        return ended;
      }
      pass = pass.with(next);
    }
  }

  private List<String> argumentsTogether(List<Clip> clips, List<Path> videos, List<Path> sounds) {
    List<String> arguments = new ArrayList<>(List.of("-filter_complex_threads", "1"));
    for (int i = 0; i < videos.size(); i++) {
      arguments.add("-filter_complex");
      arguments.add(
          Ffmpeg.soundSource(videos.get(i), "") + "," + SoundStyle.inStep() + "[sound" + i + "]");
    }
    for (int i = 0; i < sounds.size(); i++) {
      arguments.addAll(List.of("-map", "[sound" + i + "]", "-map_metadata", "-1"));
      arguments.addAll(List.of("-t", Long.toString(mostSeconds(clips.get(i)))));
      arguments.addAll(style.encoder());
      arguments.add("file:" + sounds.get(i));
    }
    return arguments;
  }

  /** A single wrong time stamp would fill the disk with silence. */
  private static long mostSeconds(Clip clip) {
    return Math.max(LONGEST_SECONDS, 2 * clip.length().toSeconds());
  }

  /** Whether a track goes up to where all are cut off, of which ffmpeg says nothing. */
  private boolean isCutOff(Path track, Clip clip) throws InterruptedException, IOException {
    boolean isLarge =
        Files.size(track) > (style.format() == SoundStyle.Format.FLAC ? 64 << 10 : LARGE_BYTES);
    return isLarge && seconds(track) > mostSeconds(clip) - 1;
  }

  /** What is wrong with a clip that was done alone. */
  private ClipResult judge(ToolResult ended, Path video) throws InterruptedException, IOException {
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.fault(ended.firstErrorLine());
    }
    if (ended.killed()) {
      return ClipResult.without(Outcome.FAILED, "ffmpeg was killed", ended.killedHow());
    }
    Optional<Probe> probe = tools.ffprobe().probe(video);
    if (probe.isEmpty()) {
      Verdict verdict = new Judge(tools.ffmpeg(), tools.ffprobe()).afterFault(video, ended, false);
      return verdict.isBad()
          ? ClipResult.without(Outcome.DAMAGED, "no video file", ended.firstErrorLine())
          : ClipResult.without(Outcome.FAILED, "not to be told", verdict.words());
    }
    if (probe.get().audio().isEmpty()) {
      return ClipResult.without(Outcome.SILENT, "no sound track", "");
    }
    Verdict verdict = new Judge(tools.ffmpeg(), tools.ffprobe()).afterFault(video, ended, false);
    return verdict.isBad()
        ? ClipResult.without(Outcome.DAMAGED, "not decodable", ended.firstErrorLine())
        : ClipResult.without(Outcome.FAILED, "not to be told", verdict.words());
  }
}
