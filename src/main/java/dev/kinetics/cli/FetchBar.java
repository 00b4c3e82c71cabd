package dev.kinetics.cli;

import dev.kinetics.net.FetchProgress;
import dev.kinetics.run.Progress;

/** Shows how far the fetching of a list is. */
final class FetchBar implements FetchProgress, AutoCloseable {
  private final boolean quiet;
  private String showing = "";
  private long shown;
  private Progress progress;

  FetchBar(boolean quiet) {
    this.quiet = quiet;
  }

  @Override
  public void bytes(String what, long done, long total) {
    if (quiet) {
      return;
    }
    if (!what.equals(showing) || done < shown) {
      close();
      showing = what;
      shown = 0;
      progress = new Progress(what, total, "bytes", false);
    }
    progress.step(done - shown, "");
    shown = done;
  }

  @Override
  public void note(String line) {
    if (!quiet) {
      System.err.println(line);
    }
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
