package dev.kinetics.annotations;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * One row of an annotation list: a section of a video, and the class of what is done in it.
 *
 * @param id the video's id at its site, {@code [A-Za-z0-9_-]{1,64}} (11 characters at YouTube); it
 *     may begin with {@code -}
 * @param split the split that the clip belongs to
 * @param label the class, as the list writes it; empty where a test list gives none
 * @param startMillis where the section starts in the video, in milliseconds
 * @param endMillis where it ends, in milliseconds, more than {@code startMillis}
 * @param name what the clip's files are called, without an ending: the id, or {@link #timedName()}
 *     for each but the earliest section of one id in one split
 * @param url the address of the video where the list gives one, else empty
 */
public record Clip(
    String id, Split split, String label, long startMillis, long endMillis, String name, String url)
    implements Serializable {

  public Clip {
    Objects.requireNonNull(id);
    Objects.requireNonNull(split);
    Objects.requireNonNull(label);
    Objects.requireNonNull(name);
    Objects.requireNonNull(url);
    if (startMillis < 0 || endMillis <= startMillis) {
      throw new IllegalArgumentException("section " + startMillis + " to " + endMillis);
    }
  }

  /** Where the section starts in the video. */
  public Duration start() {
    return Duration.ofMillis(startMillis);
  }

  /** How long the section is. */
  public Duration length() {
    return Duration.ofMillis(endMillis - startMillis);
  }

  /**
   * {@code ID_SSSSSS_EEEEEE}: the id and the section's start and end in whole seconds, as the CVDF
   * mirror, MMAction2, torchvision and FiftyOne call a clip. Fractions are cut off, as the crawler
   * that the mirror was made with does (Python's {@code '%06d'}).
   */
  public String timedName() {
    return timedName(id, startMillis, endMillis);
  }

  public static String timedName(String id, long startMillis, long endMillis) {
    StringBuilder name = new StringBuilder(id.length() + 14).append(id);
    append(name, startMillis / 1000);
    append(name, endMillis / 1000);
    return name.toString();
  }

  private static void append(StringBuilder name, long seconds) {
    String digits = Long.toString(seconds);
    name.append('_').append("000000", Math.min(6, digits.length()), 6).append(digits);
  }

  /** The same clip under another name. */
  public Clip named(String newName) {
    return new Clip(id, split, label, startMillis, endMillis, newName, url);
  }
}
