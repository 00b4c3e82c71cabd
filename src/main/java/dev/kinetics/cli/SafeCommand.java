package dev.kinetics.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A command line as others may read it: without passwords and signatures. */
final class SafeCommand {
  private static final Set<String> SECRET = Set.of("--yt-dlp-args");

  /** BROWSER:PROFILE, and a profile may be a path in somebody's home. */
  private static final String BROWSER = "--cookies-from-browser";

  private static final String HIDDEN = "...";

  private SafeCommand() {}

  /**
   * The words of a command line, from the subcommand on.
   *
   * @param words all words, with the subcommand among them or not
   */
  static List<String> of(List<String> words, String subcommand) {
    List<String> safe = new ArrayList<>();
    if (!words.contains(subcommand)) {
      safe.add(subcommand);
    }
    String option = "";
    for (String word : words) {
      if (SECRET.contains(option)) {
        safe.add(HIDDEN);
        option = "";
        continue;
      }
      if (BROWSER.equals(option) || word.startsWith(BROWSER + "=")) {
        safe.add(word.replaceFirst(":.*", ":" + HIDDEN));
        option = "";
        continue;
      }
      option = word;
      int value = word.startsWith("--") ? word.indexOf('=') : -1;
      boolean secret = value > 0 && SECRET.contains(word.substring(0, value));
      safe.add(secret ? word.substring(0, value + 1) + HIDDEN : withoutSecrets(word));
    }
    return List.copyOf(safe);
  }

  /** User and password stand before the host, signatures of an address after a question mark. */
  private static String withoutSecrets(String word) {
    String hidden = word.replaceAll("(?<=://|=|^)[^/@\\s=]*:[^/@\\s]*@", HIDDEN + "@");
    return hidden.contains("://")
        ? hidden
            .replaceAll("://[^/@\\s]*@", "://" + HIDDEN + "@")
            .replaceAll("\\?[^{\\s]*\\S*", "?" + HIDDEN)
        : hidden;
  }
}
