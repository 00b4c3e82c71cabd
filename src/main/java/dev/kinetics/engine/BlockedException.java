package dev.kinetics.engine;

import dev.kinetics.error.KineticsException;
import java.util.List;
import java.util.Optional;

/**
 * Nobody is let through: no clip's fault as far as one can see, so nobody asks on until a wait is
 * over.
 */
public final class BlockedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<?> items;
  private final transient KineticsException end;

  private BlockedException(String line, List<?> items, KineticsException end) {
    super(line, null, false, false);
    this.items = List.copyOf(items);
    this.end = end;
  }

  /**
   * The site blocks this address; to wait helps.
   *
   * @param line the tool's line that says so
   * @param items of whom it was said; empty where that is not known
   */
  public static BlockedException ofAddress(String line, List<?> items) {
    return new BlockedException(line, items, null);
  }

  /**
   * Something else keeps all out, and may do so for a moment or for good: a few short waits, then
   * the run ends.
   *
   * @param items of whom it was said; empty where that is not known
   * @param end how the run ends when it stays so
   */
  public static BlockedException ofAll(String line, List<?> items, KineticsException end) {
    return new BlockedException(line, items, end);
  }

  /** Of whom it was said. */
  List<?> items() {
    return items;
  }

  /** How the run ends when it stays so; empty where the site blocks this address. */
  Optional<KineticsException> end() {
    return Optional.ofNullable(end);
  }
}
