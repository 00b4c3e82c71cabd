package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.StreamPumper;
import org.apache.commons.exec.environment.EnvironmentUtils;

/**
 * Runs programs, many at once, and ends them with all that they started when a call is interrupted,
 * takes too long, or the whole program stops.
 */
public final class ProcessRunner {
  private static final int PUMP_BYTES = 1 << 16;
  private static final int KEPT_OUTPUT = 1 << 20;
  private static final int KEPT_ERRORS = 16 << 10;
  private static final long GRACE_SECONDS = 2;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * Runs a program and waits for its end.
   *
   * @throws KineticsException when there is no such program, or it can't be started
   * @throws UncheckedIOException when the call's standard output could not be written; the program
   *     was ended then
   * @throws StoppedException when {@link #stop} was called
   * @throws InterruptedException when this thread was interrupted; the program was ended then
   */
  public ToolResult run(ToolCall call) throws InterruptedException {
    if (stopped) {
      throw new StoppedException();
    }
    CommandLine command = new CommandLine(call.command().get(0));
    call.command().stream().skip(1).forEach(argument -> command.addArgument(argument, false));
    Own own = new Own();
    Kept kept = new Kept();
    Guarded output = new Guarded(call.standardOutput() == null ? kept : call.standardOutput(), own);
    ErrorLines errors = new ErrorLines(call.errorLines(), own);
    DefaultExecutor executor =
        DefaultExecutor.builder().setExecuteStreamHandler(new Pump(output, errors)).get();
    executor.setExitValues(null);
    executor.setProcessDestroyer(own);
    AtomicBoolean timedOut = new AtomicBoolean();
    Thread clock = call.timeout() == null ? null : clock(call, own, timedOut);
    try {
      int exitCode = execute(executor, command, call, own);
      errors.finish();
      if (output.fault != null) {
        throw output.fault;
      }
      if (errors.fault != null) {
        throw errors.fault;
      }
      if (stopped) {
        throw new StoppedException();
      }
      return new ToolResult(exitCode, timedOut.get(), kept.text(), errors.text());
    } finally {
      if (clock != null) {
        clock.interrupt();
      }
    }
  }

  /** Ends every program that runs, with all that it started, and starts no more. */
  public void stop() {
    stopped = true;
    List<Process> now = List.copyOf(running);
    now.forEach(process -> end(process, false));
    for (Process process : now) {
      try {
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          end(process, true);
        }
      } catch (InterruptedException e) {
        end(process, true);
      }
    }
  }

  private int execute(DefaultExecutor executor, CommandLine command, ToolCall call, Own own)
      throws InterruptedException {
    Map<String, String> environment = new HashMap<>();
    int[] exitCode = new int[1];
    Throwable[] fault = new Throwable[1];
    // commons-exec swallows an interrupt, so that it waits in a thread of its own.
    Thread waiting =
        new Thread(
            () -> {
              try {
                environment.putAll(EnvironmentUtils.getProcEnvironment());
                environment.putAll(call.environment());
                exitCode[0] = executor.execute(command, environment);
              } catch (ExecuteException e) {
                exitCode[0] = e.getExitValue();
              } catch (IOException | RuntimeException e) {
                fault[0] = e;
              }
            },
            "process " + call.command().get(0));
    waiting.setDaemon(true);
    waiting.start();
    try {
      waiting.join();
    } catch (InterruptedException e) {
      own.end();
      waiting.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
      throw e;
    }
    if (fault[0] != null) {
      if (stopped) {
        throw new StoppedException();
      }
      throw KineticsException.unavailable(
          "'"
              + call.command().get(0)
              + "' can't be run ("
              + fault[0].getMessage()
              + "); 'kinetics doctor' tells what is missing",
          fault[0]);
    }
    return exitCode[0];
  }

  private static Thread clock(ToolCall call, Own own, AtomicBoolean timedOut) {
    Thread clock =
        new Thread(
            () -> {
              try {
                Thread.sleep(call.timeout().toMillis());
                timedOut.set(true);
                own.end();
              } catch (InterruptedException e) {
                // It ended in time.
              }
            },
            "time limit");
    clock.setDaemon(true);
    clock.start();
    return clock;
  }

  private static void end(Process process, boolean byForce) {
    List<ProcessHandle> descendants = process.descendants().toList();
    if (byForce) {
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    } else {
      process.destroy();
      descendants.forEach(ProcessHandle::destroy);
    }
  }

  /** Knows the process of one call, once it has one. */
  private final class Own implements ProcessDestroyer {
    private volatile Process process;
    private volatile boolean ended;

    @Override
    public boolean add(Process started) {
      process = started;
      running.add(started);
      if (stopped || ended) {
        ProcessRunner.end(started, true);
      }
      return true;
    }

    @Override
    public boolean remove(Process done) {
      return running.remove(done);
    }

    @Override
    public int size() {
      return process == null ? 0 : 1;
    }

    void end() {
      ended = true;
      Process started = process;
      if (started == null) {
        return;
      }
      ProcessRunner.end(started, false);
      try {
        if (!started.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          ProcessRunner.end(started, true);
        }
      } catch (InterruptedException e) {
        ProcessRunner.end(started, true);
        Thread.currentThread().interrupt();
      }
    }

    /** Ends it without waiting, for a thread that must go on reading. */
    void endNow() {
      ended = true;
      if (process != null) {
        ProcessRunner.end(process, true);
      }
    }
  }

  /** Pumps with large pieces: commons-exec's own are of 1 KiB. */
  private static final class Pump extends PumpStreamHandler {
    Pump(OutputStream output, OutputStream errors) {
      super(output, errors);
    }

    @Override
    protected Thread createPump(InputStream in, OutputStream out, boolean close) {
      Thread pump = new Thread(new StreamPumper(in, out, close, PUMP_BYTES), "pump");
      pump.setDaemon(true);
      return pump;
    }
  }

  /** commons-exec passes over what a stream throws; this ends the program and keeps it. */
  private static final class Guarded extends OutputStream {
    private final OutputStream out;
    private final Own own;
    private volatile RuntimeException fault;

    Guarded(OutputStream out, Own own) {
      this.out = out;
      this.own = own;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (fault != null) {
        return;
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        fault = new UncheckedIOException(e);
        own.endNow();
      } catch (RuntimeException e) {
        fault = e;
        own.endNow();
      }
    }
  }

  private static final class Kept extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
      if (bytes.size() < KEPT_OUTPUT) {
        bytes.write(value);
      }
    }

    @Override
    public synchronized void write(byte[] from, int offset, int length) {
      bytes.write(from, offset, Math.min(length, KEPT_OUTPUT - bytes.size()));
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  /** Tells each line as it comes, and keeps the end of all. */
  private static final class ErrorLines extends OutputStream {
    private static final int LONGEST_LINE = 8 << 10;

    private final Consumer<String> listener;
    private final Own own;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder kept = new StringBuilder();
    private RuntimeException fault;

    ErrorLines(Consumer<String> listener, Own own) {
      this.listener = listener;
      this.own = own;
    }

    @Override
    public synchronized void write(int value) {
      if (value == '\n' || value == '\r') {
        finish();
      } else if (line.size() < LONGEST_LINE) {
        line.write(value);
      }
    }

    synchronized void finish() {
      if (line.size() == 0) {
        return;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      kept.append(text).append('\n');
      if (kept.length() > 2 * KEPT_ERRORS) {
        kept.delete(0, kept.length() - KEPT_ERRORS);
      }
      if (listener != null && fault == null) {
        try {
          listener.accept(text);
        } catch (RuntimeException e) {
          fault = e;
          own.endNow();
        }
      }
    }

    synchronized String text() {
      return kept.length() > KEPT_ERRORS
          ? kept.substring(kept.length() - KEPT_ERRORS)
          : kept.toString();
    }
  }
}
