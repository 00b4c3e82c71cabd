package dev.kinetics.process;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One run of a program. No shell is between: every argument reaches the program as it stands here.
 *
 * @param command the program and its arguments
 * @param environment variables that are set besides those of this process
 * @param timeout after which the program and its descendants are ended; null is never
 * @param quiet after which a program that neither writes nor works is ended with its descendants;
 *     null is never
 * @param expected what it has to show for its time, else it is ended with its descendants; null
 *     where nothing is asked of it
 * @param standardOutput takes the program's standard output as it comes, and is not closed; null
 *     keeps the first MiB of it as text in the result
 * @param errorLines takes each line of the program's standard error as it comes, from another
 *     thread; null where nobody listens
 */
public record ToolCall(
    List<String> command,
    Map<String, String> environment,
    Duration timeout,
    Duration quiet,
    ExpectedOutput expected,
    OutputStream standardOutput,
    Consumer<String> errorLines) {

  public ToolCall {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
  }

  /** A call whose output is kept as text, without a timeout. */
  public static ToolCall of(List<String> command) {
    return new ToolCall(command, Map.of(), null, null, null, null, null);
  }

  /** The same call with these variables set besides those of this process. */
  public ToolCall withEnvironment(Map<String, String> variables) {
    return new ToolCall(command, variables, timeout, quiet, expected, standardOutput, errorLines);
  }

  /** The same call, ended after this time. */
  public ToolCall withTimeout(Duration longest) {
    Objects.requireNonNull(longest);
    return new ToolCall(command, environment, longest, quiet, expected, standardOutput, errorLines);
  }

  /** The same call, ended when it has done nothing for so long. */
  public ToolCall withQuiet(Duration longest) {
    Objects.requireNonNull(longest);
    return new ToolCall(
        command, environment, timeout, longest, expected, standardOutput, errorLines);
  }

  /** The same call, ended when nothing comes of it. */
  public ToolCall withExpectedOutput(ExpectedOutput wanted) {
    return new ToolCall(command, environment, timeout, quiet, wanted, standardOutput, errorLines);
  }

  /** The same call with its standard output written there. */
  public ToolCall withStandardOutput(OutputStream out) {
    return new ToolCall(command, environment, timeout, quiet, expected, out, errorLines);
  }

  /** The same call with each line of its standard error told to this listener. */
  public ToolCall withErrorLines(Consumer<String> listener) {
    return new ToolCall(command, environment, timeout, quiet, expected, standardOutput, listener);
  }
}
