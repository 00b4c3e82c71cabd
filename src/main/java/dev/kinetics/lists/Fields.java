package dev.kinetics.lists;

import dev.kinetics.error.Visible;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** What the fields of a row may be. */
final class Fields {
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_LABEL = 100;

  /** The longest file name of common file systems has 255 bytes; a temporary name needs some. */
  private static final int LONGEST_LABEL_BYTES = 200;

  private static final int LONGEST_URL = 2048;

  private Fields() {}

  /** {@code [A-Za-z0-9_-]{1,64}}: safe as a file's name, and what YouTube and other sites use. */
  static boolean isId(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Why a label, which becomes a folder's name, can't be one, whatever the others are; or null. */
  static String problemOfLabel(String label) {
    boolean fits =
        label.length() <= LONGEST_LABEL
            && folder(label).getBytes(StandardCharsets.UTF_8).length <= LONGEST_LABEL_BYTES;
    if (!fits) {
      return "label too long: '" + Visible.text(label) + "'";
    }
    // U+FFFD stands for bytes that were not UTF-8; a colon leads to another drive on Windows.
    boolean odd =
        label.codePoints().anyMatch(c -> Visible.isInvisible(c) || "\\:\uFFFD".indexOf(c) >= 0)
            || isOddAtEdge(label.charAt(0))
            || isOddAtEdge(label.charAt(label.length() - 1));
    return odd ? "odd label '" + Visible.text(label) + "'" : null;
  }

  private static boolean isOddAtEdge(char c) {
    return c == '.' || c == '/' || Character.isSpaceChar(c);
  }

  /** Where two labels meet, they meet for every naming of folders. */
  static String folder(String label) {
    return label.replace(' ', '_').replace("/", "%2F");
  }

  /** Other characters than ASCII's have to be percent-encoded in an address. */
  static boolean isUrl(String url) {
    if (url.isEmpty()) {
      return true;
    }
    if (url.length() > LONGEST_URL || url.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      return false;
    }
    try {
      URI uri = new URI(url);
      return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether an address says no more than the id: the site's own form then serves as well. */
  static boolean isWatchAddress(String url, String id) {
    if (!url.endsWith(id)) {
      return false;
    }
    return switch (url.substring(0, url.length() - id.length())) {
      case "https://www.youtube.com/watch?v=",
          "http://www.youtube.com/watch?v=",
          "https://youtube.com/watch?v=",
          "https://youtu.be/" ->
          true;
      default -> false;
    };
  }

  /** Without the spaces around it; other white space is none of a list's, and stays to be seen. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
