package dev.kinetics.net;

import dev.kinetics.net.FetchFault.Kind;
import dev.kinetics.net.Partial.Origin;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Fetches a file onto the disk, and goes on where an earlier try, or an earlier run, was cut off.
 *
 * @param http how servers are asked
 * @param patience with them
 * @param longest how many bytes are taken at most
 * @param headers what each request says besides; of it, another server that a redirect names hears
 *     only what is nobody's secret
 * @param progress is told how it goes
 * @param stopped whether the run ends
 */
public record Fetch(
    Http http,
    Patience patience,
    long longest,
    Map<String, String> headers,
    FetchProgress progress,
    BooleanSupplier stopped) {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Without more headers. */
  public Fetch(
      Http http, Patience patience, long longest, FetchProgress progress, BooleanSupplier stopped) {
    this(http, patience, longest, Map.of(), progress, stopped);
  }

  /**
   * Fetches the whole file. After a fault the bytes that came stay, so that another call goes on
   * with them.
   *
   * @return whether bytes of an earlier call were used
   * @throws FetchFault when the server does not give it
   * @throws IOException when the disk does not take it
   */
  public boolean fetch(URI address, Partial partial) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      Origin known = partial.prepare(address);
      boolean resumed = partial.size() > 0;
      try (HttpStream in =
          new HttpStream(http, known, partial.size(), headers, patience, stopped)) {
        receive(in, partial);
        return resumed;
      } catch (InterruptedIOException e) {
        throw interrupted();
      } catch (FetchFault e) {
        if (e.kind() != Kind.CHANGED) {
          throw e;
        }
        partial.discard();
        if (tries >= patience.tries()) {
          throw e;
        }
      } catch (IOException e) {
        // An interrupt that meets a channel closes it: no fault of the disk.
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted();
        }
        throw e;
      }
    }
  }

  private void receive(HttpStream in, Partial partial) throws IOException {
    Origin origin = in.open();
    if (in.type().startsWith("text/html")) {
      throw new FetchFault(Kind.REFUSED, "sent a web page in place of the file");
    }
    if (origin.length() > longest) {
      throw tooLong();
    }
    long size = partial.size();
    if (size == 0) {
      partial.begin(origin);
    }
    String what = partial.file().getFileName().toString();
    byte[] buffer = new byte[BUFFER_BYTES];
    // Not a channel, which an interrupt would close in the middle of a write.
    try (FileOutputStream out = new FileOutputStream(partial.file().toFile(), true)) {
      progress.bytes(what, size, origin.length());
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > longest) {
          out.getChannel().truncate(0);
          throw tooLong();
        }
        out.write(buffer, 0, read);
        progress.bytes(what, size, origin.length());
      }
    }
  }

  private FetchFault tooLong() {
    return new FetchFault(Kind.REFUSED, "sent a file of more than " + longest + " bytes, too long");
  }

  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("the fetch was interrupted");
  }
}
