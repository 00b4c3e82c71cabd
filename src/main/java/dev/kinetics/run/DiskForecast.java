package dev.kinetics.run;

import dev.kinetics.annotations.Clip;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.Outcome;
import dev.kinetics.words.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much a job will write, by what a second of clip took in the runs before, against what is free
 * on the disk.
 *
 * @param bytes how much it will write, about
 * @param measured whether that is from this dataset's own journals; else from a usual value
 * @param freeBytes what is free where the dataset lies
 */
public record DiskForecast(long bytes, boolean measured, long freeBytes) {

  /**
   * What a second of clip takes.
   *
   * @param usualBytes with the options that are asked for, about
   * @param isAsBefore whether the runs before had the same options, so that their journals tell it
   *     better
   */
  public record Rate(double usualBytes, boolean isAsBefore) {}

  /**
   * Looks ahead.
   *
   * @param job the job's name in the journal
   * @param rate what a second of clip takes
   * @param folder the dataset's folder, which need not be there yet
   * @throws KineticsException when the disk can't be looked at
   */
  public static DiskForecast of(
      Journals journals, String job, List<Clip> clips, Rate rate, Path folder) {
    double[] made = {0, 0};
    journals.read(
        entry -> {
          if (entry.job().equals(job) && entry.result().outcome() == Outcome.DONE) {
            made[0] += entry.result().bytes();
            made[1] += (entry.endMillis() - entry.startMillis()) / 1000.0;
          }
        });
    boolean measured = rate.isAsBefore() && made[0] > 0 && made[1] > 0;
    double perSecond = measured ? made[0] / made[1] : rate.usualBytes();
    double seconds = clips.stream().mapToLong(clip -> clip.length().toMillis()).sum() / 1000.0;
    return new DiskForecast(Math.round(seconds * perSecond), measured, free(folder));
  }

  /** What is free on the disk where this folder is or will be, in bytes. */
  public static long free(Path folder) {
    // Not Files.getFileStore: it wants a mount point, which a chroot's root is not.
    return nearest(folder).toFile().getUsableSpace();
  }

  /** The path, or what there is above it where it is not there yet. */
  public static Path nearest(Path path) {
    Path there = path.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  /** The lines that a person reads. */
  public List<String> lines() {
    String need =
        "  about "
            + Sizes.format(bytes)
            + (measured ? " (estimated from earlier runs)" : " (typical size)")
            + ", "
            + Sizes.format(freeBytes)
            + " free";
    return bytes < freeBytes
        ? List.of(need)
        : List.of(need, "  it will not fit: make room, or choose fewer clips with --max-clips");
  }
}
