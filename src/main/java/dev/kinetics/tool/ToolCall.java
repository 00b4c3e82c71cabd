package dev.kinetics.tool;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One call of a program.
 *
 * @param command the program and its arguments, passed as they are: no shell reads them
 * @param environment variables added to ours
 * @param timeout after which the program and all it started are ended; null for never
 * @param standardOutput where its output goes; null to keep the first MiB as text
 * @param errorLines told each line of standard error as it comes; null for nobody
 */
public record ToolCall(
    List<String> command,
    Map<String, String> environment,
    Duration timeout,
    OutputStream standardOutput,
    Consumer<String> errorLines) {

  public ToolCall {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A call that keeps its output and has no time limit. */
  public static ToolCall of(List<String> command) {
    return new ToolCall(command, Map.of(), null, null, null);
  }

  /** The same with more environment variables. */
  public ToolCall with(Map<String, String> newEnvironment) {
    return new ToolCall(command, newEnvironment, timeout, standardOutput, errorLines);
  }

  /** The same with a time limit. */
  public ToolCall within(Duration newTimeout) {
    return new ToolCall(command, environment, newTimeout, standardOutput, errorLines);
  }

  /** The same with its output going there. */
  public ToolCall to(OutputStream newStandardOutput) {
    return new ToolCall(command, environment, timeout, newStandardOutput, errorLines);
  }

  /** The same with somebody listening to its errors. */
  public ToolCall telling(Consumer<String> newErrorLines) {
    return new ToolCall(command, environment, timeout, standardOutput, newErrorLines);
  }
}
