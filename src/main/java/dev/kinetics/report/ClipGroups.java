package dev.kinetics.report;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.statistics.Statistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The clips of each class by state and reason, as the page's script reads them. */
final class ClipGroups {
  private final List<String> splits = Arrays.stream(Split.values()).map(Split::toString).toList();
  private final Map<String, Integer> reasons = new LinkedHashMap<>(Map.of("", 0));
  private final Map<String, Map<GroupKey, StringBuilder>> groups = new TreeMap<>();
  private final Map<String, Measure> measures = new TreeMap<>();
  private final Map<String, Map<String, String>> folders = new TreeMap<>();

  private record GroupKey(int split, int state, int reason, String ending) {}

  /**
   * What the clips of a class take.
   *
   * @param measured of how many clips the size and length are known
   * @param bytes their size
   * @param seconds their length
   */
  record Measure(long measured, long bytes, double seconds) {
    static final Measure NONE = new Measure(0, 0, 0);

    Measure plus(ClipResult result) {
      return result == null || result.media() == null
          ? this
          : new Measure(measured + 1, bytes + result.bytes(), seconds + result.media().seconds());
    }
  }

  /**
   * Sorts the clips.
   *
   * @param page where the page will lie: addresses are relative to it
   */
  ClipGroups(Statistics statistics, DatasetLayout layout, Path page) {
    for (int i = 0; i < statistics.clips().size(); i++) {
      Clip clip = statistics.clips().get(i);
      ClipResult last = statistics.last(i);
      boolean there = statistics.isThere(i);
      boolean lost = !there && last != null && !last.outcome().isThere();
      GroupKey key =
          new GroupKey(
              clip.split().ordinal(),
              state(there, lost ? last.outcome() : null),
              lost ? reasons.computeIfAbsent(last.reason(), reason -> reasons.size()) : 0,
              there ? statistics.ending(i) : "");
      StringBuilder names =
          groups
              .computeIfAbsent(clip.label(), label -> new LinkedHashMap<>())
              .computeIfAbsent(key, k -> new StringBuilder());
      names.append(names.isEmpty() ? "" : "/").append(layout.naming().clipName(clip));
      if (there) {
        measures.put(clip.label(), measure(clip.label()).plus(last));
      }
      folders
          .computeIfAbsent(clip.label(), label -> new TreeMap<>())
          .computeIfAbsent(
              clip.split().toString(),
              split -> Addresses.relative(page, layout.folder(clip, Kind.VIDEO)) + "/");
    }
  }

  private static int state(boolean there, Outcome lost) {
    if (there) {
      return 0;
    }
    if (lost == null) {
      return ReportPage.STATES.indexOf("open");
    }
    return ReportPage.STATES.indexOf(lost == Outcome.OUTDATED ? "failed" : lost.toString());
  }

  List<String> splits() {
    return splits;
  }

  List<String> reasons() {
    return List.copyOf(reasons.keySet());
  }

  Measure measure(String label) {
    return measures.getOrDefault(label, Measure.NONE);
  }

  /** The classes, sorted by name. */
  List<PageData.ClassClips> classes() {
    List<PageData.ClassClips> classes = new ArrayList<>();
    groups.forEach(
        (label, ofClass) -> {
          List<PageData.Group> list = new ArrayList<>();
          ofClass.forEach(
              (key, names) ->
                  list.add(
                      new PageData.Group(
                          key.split(), key.state(), key.reason(), key.ending(), names)));
          classes.add(new PageData.ClassClips(label, folders.get(label), list));
        });
    return classes;
  }
}
