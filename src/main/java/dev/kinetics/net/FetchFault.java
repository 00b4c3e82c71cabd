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
    /** It comes, but so slowly that nobody would wait for its end. */
    SLOW,
    /** Another file than the one that its first bytes are of. */
    CHANGED,
    /** The server has no such file. */
    MISSING,
    /** The server's answer is no: a web page, a file that is not what it should be. */
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

  /** Whether the server was there and said no, to this file alone. */
  public boolean isRefusal() {
    return kind == Kind.MISSING || kind == Kind.REFUSED;
  }
}
