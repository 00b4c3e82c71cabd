package dev.kinetics.mirror;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.media.Judge;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.HttpStream;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The archives' bytes: straight from the mirror, or from a folder where whole archives are kept.
 *
 * @param http how the mirror is asked
 * @param patience with a server that fails
 * @param release whose archives
 * @param kept the folder of whole archives; null to keep none
 * @param stopped whether the run ends
 */
record ArchiveStore(
    Http http, Patience patience, Release release, Path kept, BooleanSupplier stopped) {
  private static final Duration TO_TELL_SIZE = Duration.ofSeconds(20);

  /** Whether an archive is here already. */
  boolean isKept(MirrorArchive archive) {
    return kept != null && Files.exists(kept.resolve(ArchiveLedger.fileName(release, archive)));
  }

  /** How many bytes an archive has at the mirror; -1 where it does not say. */
  long size(MirrorArchive archive) throws InterruptedException {
    try {
      HttpResponse<?> answer = http.head(archive.address(), TO_TELL_SIZE);
      return answer.statusCode() == 200
          ? answer.headers().firstValueAsLong("Content-Length").orElse(-1)
          : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** An archive from its first byte on. */
  InputStream open(MirrorArchive archive) throws IOException {
    if (kept == null) {
      return new HttpStream(http, archive.address(), patience, stopped);
    }
    Path whole = kept.resolve(ArchiveLedger.fileName(release, archive));
    if (!Files.exists(whole)) {
      keepAlone(archive, whole);
    }
    return Files.newInputStream(PlainFile.require(whole));
  }

  /**
   * Puts a kept archive that can't be unpacked out of the way, so that the next run fetches it
   * again: else it would be found damaged for ever. It is read once more by itself, since what went
   * wrong may have been the disk, or where its clips were written to.
   *
   * @return what was done, or is to be done, in words; empty where nothing is kept, or it is whole
   */
  String putAside(MirrorArchive archive) throws InterruptedIOException {
    Path whole = kept == null ? null : kept.resolve(ArchiveLedger.fileName(release, archive));
    if (whole == null || !Files.exists(whole)) {
      return "";
    }
    if (!Files.isRegularFile(whole)) {
      return "; remove it";
    }
    try {
      Judge.readWhole(whole);
      if (isWhole(whole)) {
        return "";
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return "; " + whole + " can't be read"; // Nothing is held against it.
    }
    Path aside = whole.resolveSibling(whole.getFileName() + ".damaged");
    try {
      Files.move(whole, aside, StandardCopyOption.REPLACE_EXISTING);
      return "; the kept file is now " + aside + ", and the next run fetches it again";
    } catch (IOException e) {
      return "; remove " + whole + ", so that the next run fetches it again";
    }
  }

  private boolean isWhole(Path archive) throws InterruptedIOException {
    try (ArchiveReader reader = new ArchiveReader(Files.newInputStream(archive))) {
      while (reader.nextClip() != null) {
        if (stopped.getAsBoolean()) {
          throw new InterruptedIOException("stopped");
        }
      }
      return true;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Fetches an archive, unless another run that keeps its archives here is doing just that. */
  private void keepAlone(MirrorArchive archive, Path whole) throws IOException {
    Files.createDirectories(kept);
    Path guard = PlainFile.require(whole.resolveSibling("." + whole.getFileName() + ".lock"));
    while (!Files.exists(whole)) {
      try (FileChannel channel =
          FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (locks(channel)) {
          if (!Files.exists(whole)) {
            keep(archive, whole);
          }
          Files.deleteIfExists(guard); // Whoever waits for it finds the archive there.
          return;
        }
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      if (stopped.getAsBoolean()) {
        throw new InterruptedIOException("stopped");
      }
    }
  }

  /** Whether it is ours until it is closed; also where the file system knows no locks. */
  private static boolean locks(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another worker's.
    } catch (IOException e) {
      return true;
    }
  }

  /** Fetches an archive whole; what an earlier run began is gone on with. */
  private void keep(MirrorArchive archive, Path whole) throws IOException {
    Path file = whole.resolveSibling("." + whole.getFileName() + AtomicFile.PARTIAL_ENDING);
    Partial partial = new Partial(PlainFile.require(file));
    PlainFile.require(partial.originFile());
    try {
      new Fetch(http, patience, Long.MAX_VALUE, FetchProgress.none(), stopped)
          .fetch(archive.address(), partial);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    AtomicFile.moveInto(file, whole);
    partial.forget();
  }
}
