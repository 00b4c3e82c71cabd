package dev.kinetics.net;

import java.io.IOException;

/** Why a file could not be had from a server; the message is a phrase that names no address. */
public final class FetchFault extends IOException {
  private static final long serialVersionUID = 1L;

  /** What it means for another try. */
  public enum Kind {
    /** No connection or no answer: a second try, then the next host. */
    UNREACHABLE,
    /** The transfer broke, or the server has a bad moment: worth some more tries. */
    BROKEN,
    /**
     * The server's answer is no: a missing file, a web page, a file that is not what it should be.
     */
    REFUSED
  }

  private final Kind kind;

  public FetchFault(Kind kind, String message) {
    this(kind, message, null);
  }

  public FetchFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
