package dev.kinetics.words;

import java.util.Locale;

/** Numbers of things as messages write them: {@code 1 clip}, {@code 1,234 clips}. */
public final class Counts {
  private Counts() {}

  /** So many clips. */
  public static String clips(long count) {
    return of(count, "clip", "clips");
  }

  /** So many of something, by its singular and plural. */
  public static String of(long count, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
  }
}
