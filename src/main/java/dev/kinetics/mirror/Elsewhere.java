package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.net.Http;
import dev.kinetics.net.Patience;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the archives hold that are other runs', as far as those have written it down here. */
final class Elsewhere {
  private final MirrorSource.Options options;

  /** The names in them; empty for a split of which not all archives have been read. */
  private final Map<Split, Optional<Set<String>>> held = new EnumMap<>(Split.class);

  Elsewhere(MirrorSource.Options options) {
    this.options = options;
  }

  /** Whether all of them have been read that may hold a clip, and none does. */
  boolean isNowhere(Clip clip) throws InterruptedException {
    if (options.asksAnew()) {
      return false;
    }
    if (!held.containsKey(clip.split())) {
      held.put(clip.split(), held(clip.split()));
    }
    return held.get(clip.split()).filter(names -> !names.contains(clip.timedName())).isPresent();
  }

  private Optional<Set<String>> held(Split split) throws InterruptedException {
    Http http = Http.through(options.proxy());
    MirrorLists lists =
        new MirrorLists(http, options.address(), options.release(), Patience.LONG, () -> false);
    ArchiveLedger ledger = new ArchiveLedger(options.booked(), options.release());
    Set<String> names = new HashSet<>();
    int number = 0;
    for (MirrorArchive archive : lists.archives(split)) {
      if (!options.share().isOwn(number++)) {
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
