package dev.kinetics.run;

/** The site blocks this address: no clip's fault, so nobody asks on until a wait is over. */
public final class BlockedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Made with the tool's line that says so. */
  public BlockedException(String message) {
    super(message, null, false, false);
  }
}
