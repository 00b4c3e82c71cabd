package dev.kinetics.export;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * What an export is made of, and where it goes.
 *
 * @param layout the dataset
 * @param release the release whose clips these are
 * @param classes the index of each class
 * @param test what stands for the test set
 * @param out the folder of the export
 * @param tools what encodes and decodes
 */
public record ExportJob(
    DatasetLayout layout,
    Release release,
    ClassIndices classes,
    TestClips test,
    Path out,
    Tools tools) {

  /** What stands for the test set. */
  public enum TestClips {
    /**
     * The clips of valid: readers ask for a test set, and the labels of the real one are secret.
     */
    VAL,
    /** The clips of the test set whose label the list gives. */
    LABELLED,
    /** Nothing. */
    NONE
  }

  /** The clip's own file, or where it is compressed, what it holds, unpacked into this folder. */
  public Path video(Sample sample, Path scratch) throws IOException {
    if (!sample.compressed()) {
      return layout.path(sample.clip(), Kind.VIDEO);
    }
    Path unpacked = scratch.resolve("unpacked.mp4");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(layout.compressedVideo(sample.clip())), 1 << 16)) {
      Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    return unpacked;
  }

  /**
   * Does nothing when ffmpeg did its work on a clip.
   *
   * @throws IOException when the clip can't be decoded
   * @throws KineticsException when the disk is full, or ffmpeg was ended from outside
   */
  public void refuse(ToolResult result, Sample sample) throws IOException {
    if (DiskFull.in(result.errors())) {
      throw DiskFull.stop(out);
    }
    if (result.killed()) {
      throw KineticsException.stopped(
          "ffmpeg was ended from outside while it worked on "
              + sample.key()
              + "; run the same command again");
    }
    if (!result.ok()) {
      throw new IOException(
          sample.key()
              + " can't be decoded ("
              + result.firstErrorLine()
              + "); 'kinetics verify' finds such clips");
    }
  }
}
