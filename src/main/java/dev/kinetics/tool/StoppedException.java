package dev.kinetics.tool;

/** The program is being stopped: the call did not begin, or was ended. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped", null, false, false);
  }
}
