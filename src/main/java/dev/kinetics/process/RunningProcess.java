package dev.kinetics.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.exec.ProcessDestroyer;

/** A process from just before its start, and how it is ended together with its descendants. */
final class RunningProcess implements ProcessDestroyer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 10;
  private static final int STRAY_LOOKS = 100;
  private static final String MARK = "KINETICS_RUN";

  private final String mark = UUID.randomUUID().toString();
  private Process process;
  private boolean endAsked;

  /**
   * A variable that the process has to be started with. Its descendants inherit it, which finds
   * those on Linux that a parent started in the moment in which it was ended.
   */
  Map<String, String> environment() {
    return Map.of(MARK, mark);
  }

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

  /**
   * How much of the processor's time it and its living descendants have taken; empty when that
   * can't be known.
   */
  synchronized Optional<Duration> cpuTime() {
    Set<ProcessHandle> family = new LinkedHashSet<>();
    if (process != null) {
      addFamily(process.toHandle(), family);
    }
    return family.stream()
        .map(member -> member.info().totalCpuDuration())
        .flatMap(Optional::stream)
        .reduce(Duration::plus);
  }

  /** Kills it and its descendants at once; as soon as it starts, if it has not started yet. */
  synchronized void kill() {
    endAsked = true;
    if (process != null) {
      Set<ProcessHandle> family = new LinkedHashSet<>();
      addFamily(process.toHandle(), family);
      family.forEach(ProcessHandle::destroyForcibly);
      killStrays(List.of(this));
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
    while (System.nanoTime() < deadline && family.stream().anyMatch(RunningProcess::works)) {
      if (!pause()) {
        break;
      }
      newcomers(family).forEach(ProcessHandle::destroy);
    }
    newcomers(family);
    family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    killStrays(processes);
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

  /** Those whose parent is gone are no longer anybody's descendants; their mark is left. */
  private static void killStrays(Collection<RunningProcess> processes) {
    List<String> marks = processes.stream().map(one -> MARK + "=" + one.mark).toList();
    for (int looks = 0; looks < STRAY_LOOKS; looks++) {
      List<ProcessHandle> strays =
          ProcessHandle.allProcesses().filter(one -> isMarked(one, marks)).toList();
      strays.forEach(ProcessHandle::destroyForcibly);
      if (strays.isEmpty() || !pause()) {
        return;
      }
    }
  }

  /** What has ended has no environment, and another user's can't be read: both are none of ours. */
  private static boolean isMarked(ProcessHandle process, List<String> marks) {
    try {
      byte[] variables =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      String text = new String(variables, StandardCharsets.ISO_8859_1);
      return marks.stream().anyMatch(text::contains);
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits a little; false when the thread is interrupted, which it stays. */
  private static boolean pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
