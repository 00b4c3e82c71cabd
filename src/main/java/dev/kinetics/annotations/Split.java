package dev.kinetics.annotations;

import java.util.Locale;
import java.util.Optional;

/** A part of a release: what a model trains on, is tuned on, and is tested on. */
public enum Split {
  TRAIN,
  VALID,
  TEST;

  private final String word = name().toLowerCase(Locale.ROOT);

  /**
   * The split that a list, an option or a file's name means, whatever its case: {@code train} and
   * {@code training}; {@code val}, {@code valid}, {@code validate} and {@code validation}; {@code
   * test}, {@code testing} and, of 600's held-out list, {@code holdout_test}.
   */
  public static Optional<Split> parse(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "val", "valid", "validate", "validation" -> Optional.of(VALID);
      case "test", "testing", "holdout_test" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /**
   * Our name of the split, as folders and options use it: {@code train}, {@code valid}, {@code
   * test}.
   */
  @Override
  public String toString() {
    return word;
  }
}
