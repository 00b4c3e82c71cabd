package dev.kinetics.standing;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.LiveFile;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Block;
import dev.kinetics.journal.ClipResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tells others where this run stands, for as long as it goes on. That it can't be written is no
 * reason to end a run: what was made is in the journal.
 */
public final class Standing implements AutoCloseable {
  /** How often the file is written when something has changed. */
  private static final long EVERY_MILLIS = 1000;

  /** What else is done now and then may take a part of the time as small as this. */
  private static final int SPARINGLY = 20;

  private final RunFiles files;
  private final RunState state;
  private final Claim claim;
  private final LongSupplier journalBytes;
  private final Runnable nowAndThen;
  private final Thread thread = new Thread(this::tell, "standing");
  private LiveFile live;
  private boolean changed = true;
  private boolean closed;

  private Standing(
      RunFiles files, RunState state, Claim claim, LongSupplier journalBytes, Runnable nowAndThen) {
    this.files = files;
    this.state = state;
    this.claim = claim;
    this.journalBytes = journalBytes;
    this.nowAndThen = nowAndThen;
  }

  /**
   * Begins, and takes on the clips.
   *
   * @throws KineticsException when something else is there in place of the lock
   * @param wanted what is to be done
   * @param claimed which of it no other run may do at the same time
   * @param task what was asked for, without clips that another run has
   * @param journalBytes how long this run's journal is
   * @param nowAndThen done in a thread of its own while results come in, sparingly
   */
  public static Standing begin(
      DatasetLayout layout,
      RunState.Identity run,
      List<Clip> wanted,
      Predicate<Clip> claimed,
      RunState.Task task,
      LongSupplier journalBytes,
      Runnable nowAndThen) {
    RunFiles files = new RunFiles(layout);
    files.requireLock();
    LiveFile live = null;
    Claim claim = new Claim(wanted, List.of());
    try {
      Files.createDirectories(files.folder());
      live = LiveFile.create(files.live(run.name()));
      live.append(new byte[] {'\n'});
      new RunState(run, task).write(files.state(run.name()));
      claim = Claim.of(files, run, wanted, claimed);
    } catch (IOException e) {
      // Nobody else can look into this dataset either.
    }
    long elsewhere = wanted.size() - claim.clips().size();
    RunState.Task own =
        new RunState.Task(task.selected(), task.there(), claim.clips().size(), elsewhere);
    Standing standing =
        new Standing(files, new RunState(run, own), claim, journalBytes, nowAndThen);
    standing.live = live;
    standing.write();
    standing.thread.setDaemon(true);
    standing.thread.start();
    return standing;
  }

  /** Which run this is. */
  public static RunState.Identity identity(
      String name, String job, String release, List<String> command) {
    return new RunState.Identity(
        name, job, release, command, RunMark.host(), ProcessHandle.current().pid(), Instant.now());
  }

  /** What this run has taken on. */
  public Claim claim() {
    return claim;
  }

  /** Counts a result that is in the journal; {@code supersedes} is an earlier one, or null. */
  public synchronized void booked(ClipResult result, ClipResult supersedes) {
    state.booked(Instant.now(), result, supersedes);
    state.readUntil(journalBytes.getAsLong());
    changed = true;
  }

  /** Tells that the site refuses to answer. */
  public synchronized void blocked(Block block) {
    state.blocked(block);
    changed = true;
  }

  private void tell() {
    long last = System.nanoTime();
    long rest = 0;
    boolean due = false;
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        due |= write();
        long now = System.nanoTime();
        if (due && now - last > rest) {
          due = false;
          try {
            nowAndThen.run();
          } catch (RuntimeException e) {
            // Done again at the end, which tells.
          }
          last = System.nanoTime();
          rest = Math.max(TimeUnit.SECONDS.toNanos(1), SPARINGLY * (last - now));
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Writes the file, if something has changed. */
  private synchronized boolean write() {
    if (!changed || live == null) {
      return changed;
    }
    changed = false;
    try {
      state.write(files.state(state.identity().name()));
    } catch (IOException e) {
      // A disk that is full or away: the next time may go well.
    }
    return true;
  }

  /** Ends: the run has ended by itself, whether early or not. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      state.end(Instant.now());
      changed = true;
    }
    thread.interrupt();
    join();
    write();
    try {
      if (live != null) {
        live.close();
      }
    } catch (IOException e) {
      // Its lock is gone with it.
    }
    files.tidy();
  }

  /** What is done now and then must not meet what the run does at its end. */
  private void join() {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
