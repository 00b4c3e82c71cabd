package dev.kinetics.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of which one step of its reader may take so many bytes and no more. Headers of archives
 * are read into memory whole, and a hostile one has no end.
 */
public final class LimitedInputStream extends FilterInputStream {
  private final long most;
  private final String what;
  private long left;

  /**
   * Begins the first step.
   *
   * @param most how many bytes one step may take
   * @param what a step reads, for the message
   */
  public LimitedInputStream(InputStream in, long most, String what) {
    super(in);
    this.most = most;
    this.what = what;
    this.left = most;
  }

  /** Begins the next step. */
  public void renew() {
    left = most;
  }

  /** Lets all be read until the next step. */
  public void suspend() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (count > 0 && left <= 0) {
      throw new IOException(what + " is longer than " + most + " bytes");
    }
    int read = in.read(bytes, offset, (int) Math.min(count, left));
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(Math.min(count, left));
    left -= skipped;
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
