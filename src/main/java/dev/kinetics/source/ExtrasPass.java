package dev.kinetics.source;

import dev.kinetics.dataset.Scratch;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.JpegFiles;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.Pass;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One try to make a clip, and what is wanted beside it. */
final class ExtrasPass {
  private final Beside wanted;
  private final ClipEncoding clip;
  private final Path frames;
  private final Path track;
  private final boolean withTrack;
  private final boolean leavesSamples;
  private final JpegFiles jpegs;
  private final long start = System.nanoTime();
  private Pass.Unencoded samples;

  /**
   * Makes a try; what an earlier one left is removed.
   *
   * @param clip how the clip is encoded, or would be
   * @param folder the clip's scratch folder
   * @param withTrack whether its sound is tried
   * @param leavesSamples whether the track is encoded by another ffmpeg than the pass
   */
  ExtrasPass(
      Beside wanted, ClipEncoding clip, Path folder, boolean withTrack, boolean leavesSamples)
      throws IOException {
    this.wanted = wanted;
    this.clip = clip;
    this.withTrack = withTrack;
    this.leavesSamples = leavesSamples;
    this.frames = folder.resolve("frames");
    this.track = folder.resolve("sound" + (withTrack ? wanted.sound().format().ending() : ""));
    Scratch.delete(frames);
    // The section bounds how many they are.
    this.jpegs =
        wanted.frames() == null
            ? null
            : new JpegFiles(Files.createDirectory(frames), Long.MAX_VALUE);
  }

  /** Runs a pass that makes the clip, with the other outputs. */
  ToolResult run(Pass pass, Ffmpeg ffmpeg) throws InterruptedException {
    List<Pass.Output> outputs = new ArrayList<>(pass.outputs());
    if (jpegs != null) {
      outputs.add(new Pass.Jpegs(wanted.frames(), clip));
    }
    if (withTrack) {
      long mostSeconds = pass.section().lengthMillis() / 1000 + 1;
      if (leavesSamples) {
        Path wav = track.resolveSibling("samples.wav");
        samples = new Pass.Unencoded(wav, wanted.sound(), mostSeconds);
        outputs.add(samples);
      } else {
        outputs.add(new Pass.Track(track, wanted.sound(), mostSeconds));
      }
    }
    return pass.with(outputs).run(ffmpeg, jpegs);
  }

  /** What came of it, after a pass that went well. */
  List<Extra> extras(Judge judge) throws IOException, InterruptedException {
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Extra> extras = new ArrayList<>();
    if (jpegs != null) {
      extras.add(new Extra(Jobs.FRAMES, frames, framesResult().after(1, seconds)));
    }
    if (wanted.sound() != null) {
      extras.add(
          samples != null
              ? Extra.ofSamples(track, samples)
              : new Extra(Jobs.SOUND, track, soundResult(judge).after(1, seconds)));
    }
    return extras;
  }

  private ClipResult framesResult() {
    return jpegs.count() > 0 && jpegs.endedWhole()
        ? ClipResult.made(
            Outcome.DONE, jpegs.bytes(), new MediaFacts(0, 0, 0, 0, jpegs.count(), false))
        : ClipResult.without(Outcome.FAILED, "unknown", "the last frame is not whole");
  }

  private ClipResult soundResult(Judge judge) throws IOException, InterruptedException {
    return withTrack
        ? GroupedTracks.result(track, judge)
        : ClipResult.without(Outcome.SILENT, "no sound track", "");
  }
}
