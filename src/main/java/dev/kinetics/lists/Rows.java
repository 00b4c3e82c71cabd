package dev.kinetics.lists;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.annotations.Subset;
import dev.kinetics.error.Visible;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What one reading of a list gathers: checks each row, counts it, keeps it if its clip is wanted,
 * and notes it if it is refused.
 */
final class Rows {
  /** Of a section, in seconds. */
  private static final double LONGEST_SECTION = 3600;

  /** Where a section may end, in seconds. */
  private static final double LATEST_END = 48 * 3600;

  /** The largest release has 700. */
  private static final int MOST_LABELS = 50_000;

  private static final int SPLITS = Split.values().length;

  /** Which rows are wanted, and which of them are remembered to name the clips. */
  record Wish(
      Set<Split> splits,
      boolean allLabels,
      boolean allTests,
      Predicate<String> labels,
      Subset subset,
      RowCheck check,
      Scope scope) {

    /** The same, of which these are remembered. */
    Wish within(Scope newScope) {
      return new Wish(splits, allLabels, allTests, labels, subset, check, newScope);
    }

    private boolean wants(Split split, Label label, String id, int startMillis, int endMillis) {
      return splits.contains(split)
          && (label.wanted || (split == Split.TEST ? allTests : allLabels))
          && (label.inSubset || subset.hasClip(id, startMillis, endMillis));
    }
  }

  /** Of which rows the sections are remembered. */
  sealed interface Scope {
    /** Of all, as long as there are not more than so many. */
    record All(int most) implements Scope {}

    /** Of none, only the ids of the wanted rows are gathered. */
    record OnlyIds() implements Scope {}

    /** Of the videos that have wanted rows. */
    record Videos(Set<String> ids) implements Scope {}
  }

  /** The list is too long for all of its sections to be remembered. */
  static final class TooManySectionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySectionsException() {
      super(null, null, false, false);
    }
  }

  private static final class Label {
    private final String text;
    private final int number;
    private final boolean wanted;
    private final boolean inSubset;
    private final int[] counts = new int[SPLITS];

    Label(String text, int number, Wish wish) {
      this.text = text;
      this.number = number;
      this.wanted = wish.labels().test(text);
      this.inSubset = wish.subset().mayHave(text);
    }
  }

  private final Wish wish;
  private final Map<String, Label> labels = new HashMap<>();
  private final Map<String, String> labelsByFolder = new HashMap<>();
  private final Map<Split, SectionIndex> sections = new EnumMap<>(Split.class);
  private final Map<Split, List<Clip>> clips = new EnumMap<>(Split.class);
  private final Set<String> wantedIds = new HashSet<>();
  private final Set<String> listedIds;
  private final Set<String> seenIds = new HashSet<>();
  private final List<String> firstRefused = new ArrayList<>();
  private long refused;

  Rows(Wish wish) {
    this.wish = wish;
    for (Split split : Split.values()) {
      sections.put(split, new SectionIndex());
      clips.put(split, new ArrayList<>());
    }
    labels.put("", new Label("", 0, wish));
    listedIds = wish.subset().ids();
  }

  /**
   * Takes a row, or says why not.
   *
   * @param rawId the id, maybe with spaces around it, as the other two
   * @param rawLabel "" where there is none
   * @param start in seconds; NaN where it is no number
   * @param end in seconds; NaN where it is no number
   * @param rawUrl "" where there is none
   * @return why the row is refused; null when it is not
   */
  String add(Split split, String rawId, String rawLabel, double start, double end, String rawUrl) {
    String id = Fields.trim(rawId);
    // So pandas writes a cell that is empty.
    String label = rawLabel.equals("NaN") ? "" : Fields.trim(rawLabel);
    if (!Fields.isId(id)) {
      return "odd id '" + Visible.text(id) + "'";
    }
    if (label.isEmpty() && split != Split.TEST) {
      return "no label";
    }
    // Negated, since every comparison with NaN is false.
    if (!(start >= 0 && end > start && end - start <= LONGEST_SECTION && end <= LATEST_END)) {
      return "odd section of '" + id + "', " + start + " to " + end + " seconds";
    }
    int startMillis = (int) Math.round(start * 1000);
    int endMillis = (int) Math.round(end * 1000);
    if (endMillis <= startMillis) {
      return "empty section of '" + id + "'";
    }
    String url = Fields.isWatchAddress(rawUrl, id) ? "" : Fields.trim(rawUrl);
    if (!Fields.isUrl(url)) {
      return "odd url '" + Visible.text(url) + "'";
    }
    String more = wish.check().problem(id, url);
    if (more != null) {
      return more;
    }
    Label known = labels.get(label);
    if (known == null) {
      String problem = problemOf(label);
      if (problem != null) {
        return problem;
      }
      known = new Label(label, labels.size(), wish);
    }
    if (listedIds.contains(id)) {
      seenIds.add(id);
    }
    boolean wanted = wish.wants(split, known, id, startMillis, endMillis);
    switch (enter(split, id, startMillis, endMillis, known, wanted)) {
      case CLASHING:
        return "a row above has the same section of '" + id + "' under another label or name";
      case REPEATED:
        return null;
      case NEW:
        break;
    }
    // A label is there from the first row that is taken, not from one that is refused.
    if (known.number == labels.size()) {
      labels.put(known.text, known);
      labelsByFolder.put(Fields.folder(known.text), known.text);
    }
    known.counts[split.ordinal()]++;
    if (wanted && wish.scope() instanceof Scope.OnlyIds) {
      wantedIds.add(id);
    } else if (wanted) {
      clips.get(split).add(new Clip(id, split, known.text, startMillis, endMillis, id, url));
    }
    return null;
  }

  /** Notes a row that is not taken; only the first few are kept. */
  void refuse(String list, long line, String why) {
    refused++;
    if (firstRefused.size() < RefusedRows.SHOWN) {
      firstRefused.add(Visible.text(list) + ":" + line + ": " + why);
    }
  }

  RefusedRows refused() {
    return new RefusedRows(refused, firstRefused);
  }

  /** The ids of wanted rows, when they are only gathered. */
  Set<String> wantedIds() {
    return wantedIds;
  }

  /** Which of the subset's videos rows have. */
  Set<String> seenIds() {
    return seenIds;
  }

  /** The labels that rows have. */
  Set<String> labels() {
    Set<String> texts = new HashSet<>(labels.keySet());
    texts.remove("");
    return texts;
  }

  /** Of each split that has rows, how many each label has. */
  Map<Split, Map<String, Integer>> counts() {
    Map<Split, Map<String, Integer>> counts = new EnumMap<>(Split.class);
    for (Label label : labels.values()) {
      for (Split split : Split.values()) {
        int count = label.counts[split.ordinal()];
        if (count > 0) {
          counts.computeIfAbsent(split, s -> new TreeMap<>()).put(label.text, count);
        }
      }
    }
    return counts;
  }

  /** The clips kept that pass, under their final names: train, valid, test, each in list order. */
  List<Clip> clips(Predicate<Clip> chosen) {
    List<Clip> all = new ArrayList<>();
    for (Split split : Split.values()) {
      SectionIndex index = sections.get(split);
      for (Clip clip : clips.get(split)) {
        if (chosen.test(clip)) {
          boolean first =
              index.isEarliest(clip.id(), (int) clip.startMillis(), (int) clip.endMillis());
          all.add(first ? clip : clip.named(clip.timedName()));
        }
      }
    }
    return all;
  }

  private SectionIndex.Added enter(
      Split split, String id, int startMillis, int endMillis, Label label, boolean wanted) {
    SectionIndex index = sections.get(split);
    if (wish.scope() instanceof Scope.OnlyIds
        || (wish.scope() instanceof Scope.Videos videos && !videos.ids().contains(id))) {
      return SectionIndex.Added.NEW;
    }
    if (wish.scope() instanceof Scope.All all && index.size() >= all.most()) {
      throw new TooManySectionsException();
    }
    return index.add(id, startMillis, endMillis, label.number);
  }

  /** Why a label, which becomes a folder's name, can't be one; null when it can. */
  private String problemOf(String label) {
    String odd = Fields.problemOfLabel(label);
    if (odd != null) {
      return odd;
    }
    String other = labelsByFolder.get(Fields.folder(label));
    if (other != null) {
      return "label '" + label + "' would share its folder with '" + other + "'";
    }
    if (labels.size() > MOST_LABELS) {
      return "more than " + MOST_LABELS + " different labels";
    }
    return null;
  }
}
