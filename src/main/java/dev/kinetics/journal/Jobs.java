package dev.kinetics.journal;

import dev.kinetics.dataset.DatasetLayout.Kind;

/** What the journal calls the jobs that book clips. */
public final class Jobs {
  public static final String DOWNLOAD = "download";
  public static final String FRAMES = "frames";
  public static final String SOUND = "sound";
  public static final String PROBE = "probe";
  public static final String RESIZE = "resize";

  /** To look into a file that others made. */
  public static final String LOOK = "look";

  private Jobs() {}

  /** The job that makes files of a kind. */
  public static String making(Kind kind) {
    return switch (kind) {
      case VIDEO -> DOWNLOAD;
      case FRAMES -> FRAMES;
      case SOUND -> SOUND;
    };
  }
}
