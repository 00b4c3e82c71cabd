package dev.kinetics.inspect;

/**
 * One thing that the doctor looked at.
 *
 * @param level how it stands
 * @param subject what was looked at, such as {@code yt-dlp}
 * @param state what was found
 * @param advice what to do about it; empty where nothing is to be done
 */
public record Finding(Level level, String subject, String state, String advice) {
  /** How a thing stands. */
  public enum Level {
    OK,
    /** A run would work, perhaps less well. */
    WARNING,
    /** A run would fail. */
    PROBLEM
  }

  static Finding ok(String subject, String state) {
    return new Finding(Level.OK, subject, state, "");
  }

  static Finding warning(String subject, String state, String advice) {
    return new Finding(Level.WARNING, subject, state, advice);
  }

  static Finding problem(String subject, String state, String advice) {
    return new Finding(Level.PROBLEM, subject, state, advice);
  }
}
