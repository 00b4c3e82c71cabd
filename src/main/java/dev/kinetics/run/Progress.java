package dev.kinetics.run;

import dev.kinetics.words.Durations;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long job is, on standard error: a bar on a terminal, a plain line now and then where
 * there is none. Safe to use from many threads.
 */
public final class Progress implements AutoCloseable {
  private static final Duration LINE_EVERY = Duration.ofSeconds(30);

  private final String task;
  private final boolean quiet;
  private final PrintStream out;
  private final ProgressBar bar;
  private final AtomicLong stepped = new AtomicLong();
  private final long total;
  private final long startNanos = System.nanoTime();
  private long lastLineNanos = startNanos;

  /**
   * Shows a job.
   *
   * @param task its name
   * @param total how many items it has; negative where nobody knows
   * @param unit what is counted, such as {@code clips}
   * @param quiet whether to show nothing but what {@link #say} says
   */
  public Progress(String task, long total, String unit, boolean quiet) {
    this.task = task;
    this.quiet = quiet;
    this.total = total;
    this.out = System.err;
    this.bar =
        quiet || System.console() == null
            ? null
            : new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
  }

  /** Counts items that have ended; {@code state} says how things stand, such as {@code 3 gone}. */
  public void step(long items, String state) {
    long done = stepped.addAndGet(items);
    if (bar != null) {
      bar.stepBy(items);
      bar.setExtraMessage(" " + state);
    } else if (!quiet) {
      lineNowAndThen(done, state);
    }
  }

  /** Says a line about something that a person should know now. */
  public void say(String line) {
    synchronized (this) {
      if (bar != null) {
        out.print("\r\u001b[K");
      }
      out.println(line);
    }
  }

  private synchronized void lineNowAndThen(long done, String state) {
    long now = System.nanoTime();
    if (now - lastLineNanos < LINE_EVERY.toNanos()) {
      return;
    }
    lastLineNanos = now;
    Duration elapsed = Duration.ofNanos(now - startNanos);
    String left =
        total > 0 && done > 0 && done < total
            ? ", about "
                + Durations.format(elapsed.multipliedBy(total - done).dividedBy(done))
                + " left"
            : "";
    out.println(
        task
            + ": "
            + done
            + (total < 0 ? "" : " of " + total)
            + " ("
            + state
            + ") in "
            + Durations.format(elapsed)
            + left);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
