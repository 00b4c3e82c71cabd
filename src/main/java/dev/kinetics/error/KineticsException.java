package dev.kinetics.error;

/**
 * An error that a user can cause or mend. Its message is one line that says what is wrong and what
 * to do next; anything else that is thrown is a bug.
 */
public final class KineticsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /** Makes an error that ends the program with the given code. */
  public KineticsException(ExitCode exitCode, String message, Throwable cause) {
    super(oneLine(message), cause);
    this.exitCode = exitCode;
  }

  /** Bad arguments or bad input: nothing was changed. */
  public static KineticsException badInput(String message) {
    return new KineticsException(ExitCode.BAD_INPUT, message, null);
  }

  /** As {@link #badInput(String)}, with what was behind it. */
  public static KineticsException badInput(String message, Throwable cause) {
    return new KineticsException(ExitCode.BAD_INPUT, message, cause);
  }

  /** A tool is missing or broken, or a list can't be had. */
  public static KineticsException unavailable(String message) {
    return new KineticsException(ExitCode.UNAVAILABLE, message, null);
  }

  /** As {@link #unavailable(String)}, with what was behind it. */
  public static KineticsException unavailable(String message, Throwable cause) {
    return new KineticsException(ExitCode.UNAVAILABLE, message, cause);
  }

  /** The run can't go on: the site blocks this address, or the disk is full. */
  public static KineticsException stopped(String message) {
    return new KineticsException(ExitCode.STOPPED, message, null);
  }

  /** The code that the program ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder(message.length());
    message
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }
}
