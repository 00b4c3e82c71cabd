package dev.kinetics.journal;

/** What the journal calls the jobs that book clips. */
public final class Jobs {
  public static final String DOWNLOAD = "download";
  public static final String FRAMES = "frames";
  public static final String SOUND = "sound";
  public static final String PROBE = "probe";

  private Jobs() {}
}
