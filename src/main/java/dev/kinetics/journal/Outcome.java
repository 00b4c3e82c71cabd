package dev.kinetics.journal;

import java.util.Locale;

/** How an attempt at one clip ended. One table for all jobs. */
public enum Outcome {
  /** There, and checked. */
  DONE,
  /** The source ends inside the section: what there is, one second or more, is kept. */
  SHORT,
  /** Deleted, private or taken down. */
  GONE,
  /** Needs an account, or is blocked in this region. */
  CLOSED,
  /** The source, or for frames and sound the clip, can't be decoded or has no video. */
  DAMAGED,
  /** No sound track, for the job {@code sound}. */
  SILENT,
  /** Network, server, or unknown: a rerun asks again. */
  FAILED,
  /** The site says that the video is there; more was not asked. For the job {@code probe}. */
  RESOLVED,
  /** The site changed under the tool: a rerun asks again, with a newer tool. */
  OUTDATED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Whether the file that the job makes is there. */
  public boolean isThere() {
    return this == DONE || this == SHORT;
  }

  /** The name as the journal and the summary write it. */
  @Override
  public String toString() {
    return word;
  }
}
