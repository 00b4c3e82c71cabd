package dev.kinetics.standing;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Which clips a run takes on: those that no other living run of the same job has taken before it.
 * Two runs that begin at the same moment take one after the other, where the file system has locks.
 *
 * @param clips the clips that are this run's, in their order
 * @param others the runs that have the rest
 */
public record Claim(List<Clip> clips, List<RunState.Identity> others) {
  private static final int MOST_WAITS = 1000;

  /**
   * Takes clips for a run.
   *
   * @param claimed which of them may not be another's, too
   * @param files where it is written down; a dataset in which nothing can be has no other runs
   */
  static Claim of(RunFiles files, RunState.Identity run, List<Clip> wanted, Predicate<Clip> claimed)
      throws IOException {
    Files.createDirectories(files.folder());
    try (FileChannel channel =
        FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      List<RunState.Identity> others = new ArrayList<>();
      List<Clip> left = wanted;
      for (String name : files.names()) {
        RunState.Identity other = files.read(name).map(RunState::identity).orElse(null);
        if (other == null || name.equals(run.name()) || !other.job().equals(run.job())) {
          continue;
        }
        long[] taken = files.isLive(name) ? files.claimed(name) : new long[0];
        List<Clip> rest =
            left.stream()
                .filter(clip -> !claimed.test(clip) || Arrays.binarySearch(taken, number(clip)) < 0)
                .toList();
        if (rest.size() < left.size()) {
          others.add(other);
          left = rest;
        }
      }
      files.writeClaim(
          run.name(), left.stream().filter(claimed).mapToLong(Claim::number).toArray());
      return new Claim(left, others);
    }
  }

  /** Until the channel is closed; a file system without locks has none. */
  private static void lock(FileChannel channel) throws IOException {
    for (int i = 0; i < MOST_WAITS; i++) {
      try {
        channel.lock();
        return;
      } catch (OverlappingFileLockException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)); // A run of this very program.
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Of two clips of a release the odds to be taken for one are one in 10^8. */
  private static long number(Clip clip) {
    return Sampling.hash(clip.name(), clip.split().ordinal());
  }
}
