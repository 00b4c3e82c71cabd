package dev.kinetics.export;

import dev.kinetics.dataset.CompressedClip;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.media.Damage;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.MediaFile.Picture;
import dev.kinetics.pass.Pass;
import dev.kinetics.process.ToolResult;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Reads the clips of an export, and tells what is wrong with a clip from what is wrong with the
 * machine.
 *
 * @param scratch a folder for what is unpacked
 */
public record ClipReader(ExportJob job, Path scratch) {
  /** Runs one pass, into something that begins anew each time. */
  @FunctionalInterface
  public interface Attempt {
    /** Runs it. */
    ToolResult run(Pass pass) throws IOException, InterruptedException;
  }

  /**
   * The clip's own file, or where it is compressed, what it holds, unpacked.
   *
   * @throws ClipFault when it can't be unpacked
   */
  public Path file(Sample sample) throws IOException {
    Path file = job.layout().path(sample.clip(), Kind.VIDEO, sample.ending());
    try {
      return sample.compressed() ? CompressedClip.unpack(file, scratch) : file;
    } catch (ZipException | EOFException e) {
      throw new ClipFault(sample, ClipFault.CUT_OFF, "its gzip");
    }
  }

  /**
   * Makes something of a clip with ffmpeg; a second time when the first one failed, which is what
   * it takes to blame the clip.
   *
   * @throws ClipFault when the clip can't be decoded
   * @throws KineticsException when the disk is full, or ffmpeg was ended from outside
   */
  public void run(Sample sample, Pass.Sound sound, List<Pass.Output> outputs, Attempt attempt)
      throws IOException, InterruptedException {
    Path file = file(sample);
    Pass pass = new Pass(List.of(input(sample, file)), null, 1, sound, outputs);
    ToolResult result;
    try {
      result = attempt.run(pass);
      if (pass.sound().after(result).filter(next -> next == Pass.Sound.IN_ONE_FORM).isPresent()) {
        pass = pass.with(Pass.Sound.IN_ONE_FORM);
        result = attempt.run(pass);
      }
      result = ended(sample, file, result);
      if (!result.ok()) {
        result = ended(sample, file, attempt.run(pass));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause(); // What ffmpeg gave could not be written.
    }
    if (!result.ok()) {
      if (Pass.isWithoutSound(result)) {
        throw new ClipFault(sample, "has no sound", "");
      }
      throw new ClipFault(sample, ClipFault.UNDECODABLE, words(result));
    }
  }

  private Pass.Input input(Sample sample, Path file) throws IOException, InterruptedException {
    var media = MediaFile.read(file, job.tools().ffprobe());
    if (media.isEmpty()) {
      return Pass.Input.file(file); // ffmpeg says why.
    }
    Picture picture =
        media
            .get()
            .picture()
            .orElseThrow(() -> new ClipFault(sample, ClipFault.UNDECODABLE, "it has no picture"));
    return Pass.Input.whole(file, media.get().time())
        .with(MediaFile.transfer(picture, file, job.tools().ffprobe()));
  }

  /** What came of it, unless it says nothing about the clip. */
  private ToolResult ended(Sample sample, Path file, ToolResult result) throws IOException {
    if (!result.errors().isBlank()) {
      Judge.readWhole(file);
    }
    if (result.ok()) {
      return result;
    }
    if (DiskFull.in(result.errors())) {
      throw DiskFull.stop(job.out());
    }
    if (result.killed()) {
      throw KineticsException.stopped(
          "ffmpeg was ended from outside while it worked on "
              + sample.key()
              + "; run the same command again");
    }
    if (!Damage.isTold(result)) {
      throw new IOException(sample.key() + " was not made (" + words(result) + ")");
    }
    return result;
  }

  /** Without the parts of ffmpeg that speak, whose addresses differ from run to run. */
  private static String words(ToolResult result) {
    return result.firstErrorLine().replaceAll(" @ 0x[0-9a-f]+", "");
  }
}
