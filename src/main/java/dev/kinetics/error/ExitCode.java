package dev.kinetics.error;

/**
 * What the program's exit code tells a script. Signals end it with 130 (SIGINT) or 143 (SIGTERM).
 */
public enum ExitCode {
  /** Everything asked for is there, or has an outcome that a rerun would not change. */
  DONE(0),
  /** The run ended, but a rerun may get more. */
  INCOMPLETE(1),
  /** Bad arguments or bad input; nothing was changed. */
  BAD_INPUT(2),
  /** A tool is missing or no longer works with the site, or an annotation list can't be had. */
  UNAVAILABLE(3),
  /** Stopped early: the site blocks this address, or the disk is full. */
  STOPPED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }
}
