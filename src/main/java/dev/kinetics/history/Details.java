package dev.kinetics.history;

import dev.kinetics.journal.ClipResult;

/**
 * What tools said about clips, which can be 600,000 lines: kept as far as it takes less than
 * {@value #MOST} characters together. Not safe for several threads.
 */
public final class Details {
  private static final int MOST = 16_000_000;

  private int kept;

  /** The result, or where there are too many of them, the same without its detail. */
  public ClipResult bounded(ClipResult result) {
    int length = result.detail().length();
    if (length > MOST - kept) {
      return result.withoutDetail();
    }
    kept += length;
    return result;
  }
}
