package dev.kinetics.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where both output streams of one run go. The first exception of whoever takes the output kills
 * the program: the pumps of commons-exec would swallow it and leave the program blocked on a full
 * pipe.
 */
final class ToolOutput {
  private static final int TEXT_BYTES = 1 << 20;

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final ErrorText errorText;
  private final Guard standardOutput;
  private final Guard standardError;
  private final Runnable kill;
  private final AtomicReference<Exception> fault = new AtomicReference<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicInteger takers = new AtomicInteger();
  private volatile boolean closed;

  ToolOutput(ToolCall call, Runnable kill) {
    this.kill = kill;
    this.errorText = new ErrorText(call.errorLines() == null ? line -> {} : call.errorLines());
    this.standardOutput =
        new Guard(call.standardOutput() == null ? this::keepText : call.standardOutput()::write);
    this.standardError = new Guard(errorText::add);
  }

  OutputStream standardOutput() {
    return standardOutput;
  }

  OutputStream standardError() {
    return standardError;
  }

  /** Adds a line of ours to what standard error said. */
  void note(String line) {
    errorText.add(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes the program has written to both. */
  long written() {
    return written.get();
  }

  /** Whether somebody is at work with the bytes, so that the program may have to wait. */
  boolean isTaken() {
    return takers.get() > 0;
  }

  /** What standard output said, as far as it was kept. */
  String text() {
    return text.toString(StandardCharsets.UTF_8);
  }

  /** What standard error said, as far as it was kept. */
  String errors() {
    return errorText.toString();
  }

  /**
   * The program and its pipes have ended: tells a last line that lacks its end, and throws what
   * those who took the output threw first.
   */
  void end() {
    try {
      errorText.endLine();
    } catch (RuntimeException e) {
      fault.compareAndSet(null, e);
    }
    rethrowFault();
  }

  /** Throws what those who took the output threw first, if they did. */
  void rethrowFault() {
    Exception first = fault.get();
    if (first instanceof IOException e) {
      throw new UncheckedIOException(e);
    }
    if (first instanceof RuntimeException e) {
      throw e;
    }
  }

  /** From now on nobody is told anything: a straggler of the program may still hold a pipe. */
  void close() {
    closed = true;
  }

  private void keepText(byte[] bytes, int offset, int length) {
    text.write(bytes, offset, Math.min(length, TEXT_BYTES - text.size()));
  }

  @FunctionalInterface
  private interface Sink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private final class Guard extends OutputStream {
    private final Sink sink;

    Guard(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("nobody listens any more");
      }
      written.addAndGet(length);
      takers.incrementAndGet();
      try {
        sink.write(bytes, offset, length);
      } catch (IOException | RuntimeException e) {
        fault.compareAndSet(null, e);
        kill.run();
        throw e;
      } catch (Error e) {
        IOException broken = new IOException("its output can't be taken: " + e, e);
        fault.compareAndSet(null, broken);
        kill.run();
        throw broken;
      } finally {
        takers.decrementAndGet();
      }
    }
  }
}
