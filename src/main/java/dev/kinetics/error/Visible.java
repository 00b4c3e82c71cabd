package dev.kinetics.error;

import java.nio.file.Path;

/** Text from outside, made safe to print: it can't move the cursor, break the line or fill it. */
public final class Visible {
  private static final int LONGEST = 80;

  private Visible() {}

  /** The text with what can't be seen written out, cut where it is long. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (out.length() >= LONGEST) {
        return out.append("… (").append(text.length()).append(" characters)").toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (isInvisible(c)) {
        out.append(String.format("\\u%04x", c));
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  /** A path as the person gave it, safe to print; it is not cut. */
  public static String path(Path path) {
    String text = path.toString();
    return text.codePoints().anyMatch(Visible::isInvisible) ? text(text) : text;
  }

  /** Whether a character controls how text is shown instead of being shown. */
  public static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
