package dev.kinetics.words;

import dev.kinetics.error.KineticsException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as options and messages write them: {@code 500K}, {@code 10M}, {@code 2G}. */
public final class Sizes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)([KMGT]?)B?");

  private Sizes() {}

  /**
   * Reads a size; units are powers of 1024, as yt-dlp reads them.
   *
   * @throws KineticsException when it is none
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw KineticsException.badInput("'" + text + "' is no size; write it as 500K, 10M or 2G");
    }
    int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(1024, power));
  }

  /** Writes a size for a person. */
  public static String format(long bytes) {
    String[] units = {"bytes", "KB", "MB", "GB", "TB", "PB"};
    double size = bytes;
    int unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }
}
