package dev.kinetics.export;

import java.io.IOException;

/**
 * A clip can't be taken into an export, whoever tries it and however often. The rest of its shard
 * can: nothing of this clip was written.
 */
public final class ClipFault extends IOException {
  private static final long serialVersionUID = 1;

  /** Of a clip that is damaged. */
  public static final String UNDECODABLE = "can't be decoded";

  private final String reason;

  /**
   * @param reason in words that are the same on every machine
   * @param words what was found here; empty where there is nothing more to say
   */
  public ClipFault(Sample sample, String reason, String words) {
    super(sample.key() + " " + reason + (words.isEmpty() ? "" : " (" + words + ")"));
    this.reason = reason;
  }

  /** Why, in words that are the same on every machine. */
  public String reason() {
    return reason;
  }
}
