package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the archives hold that are other runs', as far as those have written it down here. */
final class Elsewhere {
  private final MirrorSource.Options options;
  private final List<MirrorArchive> archives;

  /** The names in them; empty for a split of which not all archives have been read. */
  private final Map<Split, Optional<Set<String>>> held = new EnumMap<>(Split.class);

  /**
   * What other runs have written down.
   *
   * @param archives those that they read
   */
  Elsewhere(MirrorSource.Options options, List<MirrorArchive> archives) {
    this.options = options;
    this.archives = archives;
  }

  /** Whether all of them have been read that may hold a clip, and none does. */
  boolean isNowhere(Clip clip) {
    return !options.asksAnew()
        && held.computeIfAbsent(clip.split(), this::held)
            .filter(names -> !names.contains(clip.timedName()))
            .isPresent();
  }

  private Optional<Set<String>> held(Split split) {
    ArchiveLedger ledger = new ArchiveLedger(options.booked(), options.release());
    Set<String> names = new HashSet<>();
    for (MirrorArchive archive : archives) {
      if (archive.split() == split) {
        try {
          Optional<Set<String>> known = ledger.holdings(archive);
          if (known.isEmpty()) {
            return known;
          }
          names.addAll(known.get());
        } catch (IOException e) {
          return Optional.empty(); // As if nobody had read it.
        }
      }
    }
    return Optional.of(names);
  }
}
