package dev.kinetics.tool;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.exec.ProcessDestroyer;

/** A process from just before its start, and how it is ended together with its descendants. */
final class RunningProcess implements ProcessDestroyer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 10;

  private Process process;
  private boolean endAsked;

  @Override
  public synchronized boolean add(Process started) {
    process = started;
    if (endAsked) {
      kill();
    }
    return true;
  }

  @Override
  public boolean remove(Process ended) {
    return true; // Kept: its handle still tells whether it is alive.
  }

  @Override
  public synchronized int size() {
    return process == null ? 0 : 1;
  }

  synchronized boolean started() {
    return process != null;
  }

  /** Kills it and its descendants at once; as soon as it starts, if it has not started yet. */
  synchronized void kill() {
    endAsked = true;
    if (process != null) {
      Set<ProcessHandle> family = new LinkedHashSet<>();
      addFamily(process.toHandle(), family);
      family.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Asks processes and their descendants to end, and kills those that are left after two seconds.
   */
  static void end(Collection<RunningProcess> processes) {
    Set<ProcessHandle> family = new LinkedHashSet<>();
    processes.forEach(process -> process.askToEnd(family));
    // Parents come first: one that sees its child end might start another.
    family.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while (!interrupted
        && System.nanoTime() < deadline
        && family.stream().anyMatch(RunningProcess::works)) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      newcomers(family).forEach(ProcessHandle::destroy);
    }
    newcomers(family);
    family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void askToEnd(Set<ProcessHandle> family) {
    endAsked = true;
    if (process != null) {
      addFamily(process.toHandle(), family);
    }
  }

  /**
   * Whether it still does anything: one that has ended counts as alive until its parent takes note,
   * which in a container may be never. It has no program any more.
   */
  private static boolean works(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Adds what the living have started since, and answers with it. */
  private static Set<ProcessHandle> newcomers(Set<ProcessHandle> family) {
    Set<ProcessHandle> found = new LinkedHashSet<>();
    for (ProcessHandle member : List.copyOf(family)) {
      addFamily(member, found);
    }
    found.removeAll(family);
    family.addAll(found);
    return found;
  }

  private static void addFamily(ProcessHandle parent, Set<ProcessHandle> family) {
    if (parent.isAlive()) {
      family.add(parent);
      parent.descendants().forEach(family::add);
    }
  }
}
