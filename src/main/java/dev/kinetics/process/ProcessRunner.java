package dev.kinetics.process;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.StreamPumper;

/** Runs programs, many at once if need be, and can end them all, their descendants included. */
public final class ProcessRunner implements AutoCloseable {
  /** A pipe of Linux holds as much; smaller buffers cost a switch between processes each. */
  private static final int PUMP_BYTES = 1 << 16;

  /** What a process that was killed may still need until its pipes are empty. */
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  /** How long a child that a program left behind may hold that program's output open. */
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(60);

  /** How busy a program is tells nothing of whether something comes of it. */
  private static final Optional<Duration> NO_WORK = Optional.of(Duration.ZERO);

  private final List<String> before;
  private final Set<RunningProcess> running = new HashSet<>();
  private boolean stopped;

  /** Starts programs as they are. */
  public ProcessRunner() {
    this(List.of());
  }

  /**
   * Starts programs by another one.
   *
   * @param before its words, which come before each command; it becomes the program that they name
   */
  public ProcessRunner(List<String> before) {
    this.before = List.copyOf(before);
  }

  /**
   * Runs a program until it ends.
   *
   * @throws KineticsException when the program can't be started
   * @throws UncheckedIOException when the call's stream can't take the output: the program is
   *     killed. A {@link RuntimeException} of the stream or the listener does the same, and comes
   *     out as it is; an {@link Error} of theirs, such as too little memory for a line, comes out
   *     as an {@code UncheckedIOException}, since it concerns this call alone.
   * @throws InterruptedException when the thread is interrupted: the program and its descendants
   *     are ended
   * @throws StoppedException when {@link #stop()} ended the program, or was called before
   */
  public ToolResult run(ToolCall call) throws InterruptedException {
    RunningProcess process = new RunningProcess();
    ToolOutput output = new ToolOutput(call, process::kill);
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    synchronized (running) {
      if (stopped) {
        throw new StoppedException(call.command().get(0) + " is not started any more");
      }
      running.add(process);
    }
    try {
      // A thread of its own: the executor would forget an interrupt, and wait for ever for pipes
      // that a grandchild holds.
      daemon(() -> execute(call, process, output, exit), "tool " + call.command().get(0)).start();
      boolean timedOut = !await(exit, call, process, output);
      Integer code = timedOut ? exit.getNow(-1) : exit.get();
      output.end();
      if (code != 0 && isStopped()) {
        throw new StoppedException(call.command().get(0) + " was stopped");
      }
      return new ToolResult(code, timedOut, output.text(), output.errors());
    } catch (ExecutionException e) {
      output.rethrowFault();
      if (isStopped()) {
        throw new StoppedException(call.command().get(0) + " was stopped");
      }
      if (!process.started()) {
        throw KineticsException.unavailable(
            call.command().get(0) + " can't be started: " + e.getCause().getMessage(), e);
      }
      throw new UncheckedIOException(
          call.command().get(0) + ": its output broke off",
          e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause()));
    } finally {
      output.close();
      synchronized (running) {
        running.remove(process);
      }
    }
  }

  /**
   * Ends every running process with its descendants: they are asked to, and killed two seconds
   * later. Nothing is started afterwards. Returns when that is done; may be called from any thread,
   * and again.
   */
  public void stop() {
    List<RunningProcess> now;
    synchronized (running) {
      stopped = true;
      now = new ArrayList<>(running);
    }
    RunningProcess.end(now);
  }

  /** The same as {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }

  private boolean isStopped() {
    synchronized (running) {
      return stopped;
    }
  }

  /** Waits for the end; false when the time was up, or nothing went on, and it has been ended. */
  private static boolean await(
      CompletableFuture<Integer> exit, ToolCall call, RunningProcess process, ToolOutput output)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    Stillness stillness = call.quiet() == null ? null : new Stillness(call.quiet(), start);
    ExpectedOutput expected = call.expected();
    Stillness withoutOutput = expected == null ? null : new Stillness(expected.within(), start);
    while (true) {
      long left =
          call.timeout() == null
              ? Long.MAX_VALUE
              : call.timeout().toNanos() - (System.nanoTime() - start);
      long wait = stillness == null ? left : Math.min(left, stillness.interval().toNanos());
      wait = withoutOutput == null ? wait : Math.min(wait, withoutOutput.interval().toNanos());
      try {
        exit.get(Math.max(0, wait), TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException e) {
        if (wait == left) {
          endAndWait(exit, process);
          return false;
        }
        long now = System.nanoTime();
        if (stillness != null
            && stillness.lasts(now, output.written(), output.isTaken(), process.cpuTime())) {
          endAndWait(exit, process);
          output.note(ToolResult.STILL + call.quiet().toSeconds() + " s and was ended");
          return false;
        }
        if (withoutOutput != null
            && withoutOutput.lasts(
                now, output.written() + expected.bytes(), output.isTaken(), NO_WORK)) {
          endAndWait(exit, process);
          output.note(
              ToolResult.WITHOUT_OUTPUT + expected.within().toSeconds() + " s and was ended");
          return false;
        }
      } catch (InterruptedException e) {
        endAndWait(exit, process);
        throw e;
      }
    }
  }

  private static void endAndWait(CompletableFuture<Integer> exit, RunningProcess process)
      throws InterruptedException {
    RunningProcess.end(List.of(process));
    try {
      exit.get(AFTERMATH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It was cut off: how that looked from its pipes is of no interest.
    }
  }

  private void execute(
      ToolCall call, RunningProcess process, ToolOutput output, CompletableFuture<Integer> exit) {
    try {
      PumpStreamHandler streams =
          new PumpStreamHandler(output.standardOutput(), output.standardError()) {
            @Override
            protected Thread createPump(InputStream in, OutputStream out, boolean close) {
              return daemon(new StreamPumper(in, out, close, PUMP_BYTES), "tool output");
            }
          };
      streams.setStopTimeout(LEFT_BEHIND);
      DefaultExecutor executor = DefaultExecutor.builder().setExecuteStreamHandler(streams).get();
      executor.setProcessDestroyer(process);
      executor.setExitValues(null); // Any exit code is an answer, not an exception.
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.putAll(call.environment());
      environment.putAll(process.environment());
      exit.complete(executor.execute(commandLine(call.command()), environment));
    } catch (IOException | RuntimeException | Error e) {
      exit.completeExceptionally(e); // Whoever waits must hear of it, whatever it is.
    }
  }

  private CommandLine commandLine(List<String> program) {
    List<String> command = new ArrayList<>(before);
    command.addAll(program);
    CommandLine line = new CommandLine(command.get(0));
    command.subList(1, command.size()).forEach(argument -> line.addArgument(argument, false));
    return line;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
