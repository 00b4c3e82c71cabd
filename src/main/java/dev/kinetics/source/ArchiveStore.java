package dev.kinetics.source;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.net.RestartingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The archives' bytes: straight from the mirror, or from a folder where whole archives are kept.
 *
 * @param client how the mirror is asked
 * @param patience with a server that fails
 * @param release whose archives
 * @param kept the folder of whole archives; null to keep none
 * @param stopped whether the run ends
 */
record ArchiveStore(
    HttpClient client,
    RestartingInputStream.Patience patience,
    Release release,
    Path kept,
    BooleanSupplier stopped) {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Whether an archive is here already. */
  boolean isKept(MirrorArchive archive) {
    return kept != null && Files.exists(kept.resolve(ArchiveLedger.fileName(release, archive)));
  }

  /** How many bytes an archive has at the mirror; -1 where it does not say. */
  long size(MirrorArchive archive) throws InterruptedException {
    HttpRequest head =
        HttpRequest.newBuilder(archive.address())
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build();
    try {
      HttpResponse<Void> answer = client.send(head, HttpResponse.BodyHandlers.discarding());
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
      return new RestartingInputStream(client, archive.address(), patience, stopped, 0, "");
    }
    Path whole = kept.resolve(ArchiveLedger.fileName(release, archive));
    if (!Files.exists(whole)) {
      keepAlone(archive, whole);
    }
    return Files.newInputStream(whole);
  }

  /** Fetches an archive, unless another run that keeps its archives here is doing just that. */
  private void keepAlone(MirrorArchive archive, Path whole) throws IOException {
    Files.createDirectories(kept);
    Path guard = whole.resolveSibling("." + whole.getFileName() + ".lock");
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
    Path partial = whole.resolveSibling("." + whole.getFileName() + AtomicFile.PARTIAL_ENDING);
    Path tag = whole.resolveSibling("." + whole.getFileName() + ".tag");
    String validator = Files.exists(tag) ? Files.readString(tag) : "";
    long begun = Files.exists(partial) && !validator.isEmpty() ? Files.size(partial) : 0;
    try (RestartingInputStream in =
        new RestartingInputStream(client, archive.address(), patience, stopped, begun, validator)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      int read = in.read(buffer);
      Files.writeString(tag, in.validator(), StandardCharsets.UTF_8);
      try (OutputStream out =
          begun > 0
              ? Files.newOutputStream(partial, StandardOpenOption.APPEND)
              : Files.newOutputStream(partial)) {
        for (; read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (RestartingInputStream.RefusedException e) {
      Files.deleteIfExists(partial); // Another file by now: the next run begins anew.
      Files.deleteIfExists(tag);
      throw e;
    }
    AtomicFile.moveInto(partial, whole);
    Files.deleteIfExists(tag);
  }
}
