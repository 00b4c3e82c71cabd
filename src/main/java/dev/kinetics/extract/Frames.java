package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.DiskFull;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.FrameFolder;
import dev.kinetics.media.JpegFiles;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.OwnTime;
import dev.kinetics.media.Verdict;
import dev.kinetics.pass.FrameStyle;
import dev.kinetics.pass.Pass;
import dev.kinetics.process.ToolResult;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Takes the frames out of clips. One ffmpeg a clip decodes, scales and encodes on one thread, and
 * hands all frames over in one pipe: writing each file itself would cost it as much again.
 */
public final class Frames {
  /** By how much a clip may be longer than its section without being refused here. */
  private static final int SPARE_SECONDS = 60;

  /** No clip has more frames a second. */
  private static final int HIGHEST_RATE = 1000;

  private Frames() {}

  /**
   * The job that takes frames out of clips.
   *
   * @param deletesClips whether a clip is removed when its frames are whole
   */
  public static Extraction extraction(
      Extraction.Options options,
      FrameStyle style,
      boolean deletesClips,
      Engine engine,
      StopSignal stopSignal) {
    return new Extraction(
        Jobs.FRAMES, options, new OfStyle(style, deletesClips), engine, stopSignal);
  }

  private record OfStyle(FrameStyle style, boolean deletesClips) implements Maker {
    private static final long serialVersionUID = 1L;

    @Override
    public int largestBatch() {
      return 1;
    }

    @Override
    public Map<Clip, ClipResult> make(List<Clip> clips, Extracting workplace)
        throws InterruptedException, IOException {
      Map<Clip, ClipResult> results = new LinkedHashMap<>();
      for (Clip clip : clips) {
        ClipResult result = extract(clip, workplace, style, workplace.tools());
        // Its frames are whole, in their place and on the disk.
        boolean isDeleted = deletesClips && result.outcome().isThere();
        if (isDeleted) {
          delete(clip, workplace.options().layout());
        }
        results.put(clip, isDeleted ? result.because(ClipResult.CLIP_DELETED) : result);
      }
      return results;
    }

    @Override
    public Optional<ClipResult> found(Path there, Tools tools) throws IOException {
      FrameFolder folder = FrameFolder.read(there);
      if (!folder.fault().isEmpty()) {
        return Optional.empty();
      }
      long bytes = 0;
      for (int i = 0; i < folder.frames(); i++) {
        bytes += Files.size(there.resolve("frame" + i + ".jpg"));
      }
      MediaFacts facts = new MediaFacts(0, 0, 0, 0, folder.frames(), false);
      return Optional.of(ClipResult.made(Outcome.DONE, bytes, facts));
    }
  }

  private static void delete(Clip clip, DatasetLayout layout) throws IOException {
    for (String ending : Kind.VIDEO.fileEndings()) {
      Files.deleteIfExists(layout.path(clip, Kind.VIDEO, ending));
    }
  }

  private static ClipResult extract(Clip clip, Extracting workplace, FrameStyle style, Tools tools)
      throws InterruptedException, IOException {
    long start = System.nanoTime();
    Path folder = workplace.scratch().newFolder();
    Path target = workplace.target(clip);
    Path frames = Files.createDirectory(folder.resolve("frames"));
    ClipResult result;
    try {
      Path video = workplace.clip(clip, folder);
      JpegFiles files = new JpegFiles(frames, most(clip, style));
      ToolResult ended =
          decode(tools.ffmpeg(), video, Source.of(video, style, tools.ffprobe()), files);
      result = judge(ended, files, video, tools);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof JpegFiles.TooManyException)) {
        throw e;
      }
      result =
          ClipResult.without(
              Outcome.DAMAGED, "far longer than its section", e.getCause().getMessage());
    } catch (ZipException | EOFException e) {
      result =
          ClipResult.without(Outcome.DAMAGED, "not decodable", "its gzip is damaged or cut off");
    }
    if (result.outcome().isThere()) {
      workplace.place(frames, target);
    }
    Scratch.discard(folder);
    return result.after(1, (System.nanoTime() - start) / 1e9);
  }

  /**
   * How many frames a clip may have. At a given rate a single wrong time stamp makes a row of
   * copies that fills the disk; at the clip's own there are no more than it has.
   */
  private static long most(Clip clip, FrameStyle style) {
    double rate = style.framesPerSecond() > 0 ? style.framesPerSecond() : HIGHEST_RATE;
    return (long) ((clip.length().toMillis() / 1000.0 + SPARE_SECONDS) * rate);
  }

  private static ToolResult decode(Ffmpeg ffmpeg, Path video, Source source, JpegFiles files)
      throws InterruptedException {
    Pass.Input input = Pass.Input.whole(video, source.time()).with(source.transfer());
    Pass.Jpegs jpegs = new Pass.Jpegs(source.style(), null);
    return new Pass(List.of(input), null, 1, Pass.Sound.NONE, List.of(jpegs)).run(ffmpeg, files);
  }

  /** What the clip asks of the frames: a high range is mapped, and frame 0 is the clip's time 0. */
  private record Source(FrameStyle style, String transfer, OwnTime time) {
    static Source of(Path video, FrameStyle style, Ffprobe ffprobe)
        throws IOException, InterruptedException {
      MediaFile file = MediaFile.read(video, ffprobe).orElse(null);
      MediaFile.Picture picture = file == null ? null : file.picture().orElse(null);
      if (picture == null) {
        return new Source(style, "", OwnTime.FROM_ZERO);
      }
      boolean late = picture.frameRate() > 0 && picture.start() * picture.frameRate() > 0.75;
      return new Source(
          late && style.framesPerSecond() == 0 ? style.at(picture.frameRate()) : style,
          MediaFile.transfer(picture, video, ffprobe),
          file.time());
    }
  }

  private static ClipResult judge(ToolResult ended, JpegFiles files, Path video, Tools tools)
      throws InterruptedException, IOException {
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.fault(ended.firstErrorLine());
    }
    if (ended.killed()) {
      return ClipResult.without(Outcome.FAILED, "ffmpeg was killed", ended.killedHow());
    }
    if (!ended.ok()) {
      Verdict verdict = new Judge(tools.ffmpeg(), tools.ffprobe()).afterFault(video, ended, true);
      if (!verdict.isBad()) {
        return ClipResult.without(Outcome.FAILED, "not to be told", verdict.words());
      }
    }
    if (!ended.ok() || files.count() == 0) {
      Optional<Probe> probe = tools.ffprobe().probe(video);
      if (probe.isEmpty()) {
        return ClipResult.without(Outcome.DAMAGED, "no video file", ended.firstErrorLine());
      }
      if (probe.get().video().isEmpty()) {
        return ClipResult.without(
            Outcome.DAMAGED, "no video stream", "the file has no video stream");
      }
      if (files.count() == 0) {
        return ClipResult.without(
            Outcome.DAMAGED,
            "no frames",
            ended.errors().isBlank() ? "no frame can be decoded" : ended.firstErrorLine());
      }
      return ClipResult.without(Outcome.DAMAGED, "not decodable", ended.firstErrorLine());
    }
    if (!files.endedWhole()) {
      return ClipResult.without(Outcome.FAILED, "unknown", "the last frame is not whole");
    }
    return ClipResult.made(
        Outcome.DONE, files.bytes(), new MediaFacts(0, 0, 0, 0, files.count(), false));
  }
}
