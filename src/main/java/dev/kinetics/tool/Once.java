package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import java.util.Optional;
import java.util.function.Supplier;

/** A value that is found when it is first wanted; that there is none is an answer too. */
final class Once<T> {
  private final Supplier<T> finding;
  private T found;
  private KineticsException missing;

  Once(Supplier<T> finding) {
    this.finding = finding;
  }

  synchronized Optional<T> known() {
    return Optional.ofNullable(found);
  }

  synchronized T get() {
    if (missing != null) {
      throw missing;
    }
    if (found == null) {
      try {
        found = finding.get();
      } catch (KineticsException e) {
        missing = e;
        throw e;
      }
    }
    return found;
  }
}
