package dev.kinetics.journal;

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
}
