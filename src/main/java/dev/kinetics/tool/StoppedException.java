package dev.kinetics.tool;

/** The program is being stopped: the process was ended, or not started any more. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }
}
