package dev.kinetics.export;

import java.io.IOException;

/**
 * A clip can't be taken into an export, whoever tries it and however often. The rest of its shard
 * can: nothing of this clip was written.
 */
public final class ClipFault extends IOException {
  private static final long serialVersionUID = 1;

  static final String UNDECODABLE = "can't be decoded";
  static final String CUT_OFF = "is cut off or damaged";

  private final String reason;

  /**
   * @param reason in words that are the same on every machine
   * @param words what was found here; empty where there is nothing more to say
   */
  public ClipFault(Sample sample, String reason, String words) {
    super(sample.key() + " " + reason + (words.isEmpty() ? "" : " (" + words + ")"));
    this.reason = reason;
  }

  /** Whether a reason is that the clip is damaged. */
  public static boolean isDamage(String reason) {
    return reason.equals(UNDECODABLE) || reason.equals(CUT_OFF);
  }

  /** Why, in words that are the same on every machine. */
  public String reason() {
    return reason;
  }
}
