package dev.kinetics.process;

/** The program is being stopped: the process was ended, or not started any more. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoppedException(String message) {
    super(message);
  }
}
