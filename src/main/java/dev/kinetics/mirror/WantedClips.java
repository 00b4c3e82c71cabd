package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.source.ToolLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clips that are wanted of the mirror, by their names there. Safe for many threads. */
final class WantedClips {
  private final Map<Split, Map<String, Clip>> bySplit = new EnumMap<>(Split.class);
  private final ArchiveLedger ledger;
  private final boolean asksAnew;
  private final ToolLog log;

  WantedClips(Collection<Clip> clips, MirrorSource.Options options, ToolLog log) {
    this.ledger = new ArchiveLedger(options.booked(), options.release());
    this.asksAnew = options.asksAnew();
    this.log = log;
    for (Split split : Split.values()) {
      bySplit.put(split, new ConcurrentHashMap<>());
    }
    clips.forEach(clip -> bySplit.get(clip.split()).putIfAbsent(clip.timedName(), clip));
  }

  boolean isEmpty(Split split) {
    return bySplit.get(split).isEmpty();
  }

  /** Those that may be in an archive, as far as one can know before reading it. */
  List<Clip> in(MirrorArchive archive) {
    List<Clip> clips = new ArrayList<>(bySplit.get(archive.split()).values());
    clips.removeIf(clip -> !archive.mayHold(clip));
    if (!asksAnew && !clips.isEmpty()) {
      try {
        Set<String> held = ledger.holdings(archive).orElse(null);
        clips.removeIf(clip -> held != null && !held.contains(clip.timedName()));
      } catch (IOException e) {
        log.line(archive.name() + ": what it holds can't be read (" + e.getMessage() + ")");
      }
    }
    return clips;
  }

  /** A clip that nobody else takes from now on; null when somebody has it. */
  Clip take(Split split, String name) {
    return bySplit.get(split).remove(name);
  }

  /** It is still wanted. */
  void putBack(Clip clip) {
    bySplit.get(clip.split()).put(clip.timedName(), clip);
  }

  /** Notes what an archive holds that was read to its end. */
  void note(MirrorArchive archive, Collection<String> held) throws IOException {
    ledger.note(archive, held);
  }
}
