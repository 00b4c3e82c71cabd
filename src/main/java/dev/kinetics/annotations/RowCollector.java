package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Takes the rows of a list, of either form: checks each, and keeps those that are wanted. */
final class RowCollector {
  private static final int MOST_SHOWN = 5;
  private static final int MOST_LABELS = 1 << SectionIndex.LABEL_BITS;
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_LABEL = 100;
  private static final double LONGEST_SECTION_SECONDS = 3600;
  private static final double LATEST_SECONDS = 48 * 3600;
  private static final Pattern URL = Pattern.compile("https?://[^\\s\\p{Cntrl}\"'<>\\\\]{1,2000}");

  /** A label, checked once however often it stands in the list. */
  private record Label(int number, String text, String problem, int[] counts) {}

  private final Set<Split> splits;
  private final BiPredicate<Split, String> wanted;
  private final Map<String, Label> labels = new HashMap<>();
  private final Map<String, String> folders = new HashMap<>();
  private final SectionIndex sections = new SectionIndex();
  private final Map<Split, List<Clip>> clips = new EnumMap<>(Split.class);
  private final List<String> shown = new ArrayList<>();
  private long refused;
  private long accepted;

  RowCollector(Set<Split> splits, BiPredicate<Split, String> wanted) {
    this.splits = splits;
    this.wanted = wanted;
  }

  /** Takes a row whose fields are text. */
  void row(
      Place place, String id, String label, String start, String end, Split split, String url) {
    row(place, id, label, seconds(start), seconds(end), split, url);
  }

  /** Takes a row; a split that is null is unknown, times that are not finite are bad. */
  void row(
      Place place, String id, String label, double start, double end, Split split, String url) {
    if (split != null && !splits.contains(split)) {
      return;
    }
    String problem = problem(id, start, end, split, url);
    if (problem != null) {
      refuse(place, problem);
      return;
    }
    String stripped = label == null ? "" : label.strip();
    Label known = labels.get(stripped);
    if (known == null) {
      known = newLabel(stripped);
    }
    if (known.problem() != null) {
      refuse(place, known.problem());
      return;
    }
    if (stripped.isEmpty() && split != Split.TEST) {
      refuse(place, "no label");
      return;
    }
    long startMillis = Math.round(start * 1000);
    long endMillis = Math.round(end * 1000);
    if (endMillis <= startMillis) {
      refuse(place, "section of no length");
      return;
    }
    switch (sections.add(split, id, startMillis, endMillis, known.number())) {
      case AGAIN -> {
        return;
      }
      case OTHER_LABEL -> {
        refuse(place, "the same section of " + id + " stands under another label");
        return;
      }
      default -> accepted++;
    }
    known.counts()[split.ordinal()]++;
    if (wanted.test(split, known.text())) {
      clips
          .computeIfAbsent(split, s -> new ArrayList<>())
          .add(new Clip(id, split, known.text(), startMillis, endMillis, id, url));
    }
  }

  void refuse(Place place, String problem) {
    refused++;
    if (shown.size() < MOST_SHOWN) {
      shown.add(place.toString() + ": " + visible(problem));
    }
  }

  /** What was read, once all rows are in. */
  AnnotationList list(String name) {
    if (accepted == 0) {
      throw KineticsException.badInput(
          refused == 0
              ? name + " has no rows of " + String.join(" or ", names(splits))
              : name
                  + ": none of its "
                  + refused
                  + " rows can be used; the first: "
                  + shown.get(0));
    }
    List<Clip> all = new ArrayList<>();
    for (Split split : Split.values()) {
      for (Clip clip : clips.getOrDefault(split, List.of())) {
        all.add(sections.isEarliest(clip) ? clip : clip.named(clip.timedName()));
      }
      clips.remove(split);
    }
    Map<Split, Map<String, Integer>> counts = new EnumMap<>(Split.class);
    for (Label label : labels.values()) {
      for (Split split : Split.values()) {
        if (label.counts()[split.ordinal()] > 0) {
          counts
              .computeIfAbsent(split, s -> new HashMap<>())
              .put(label.text(), label.counts()[split.ordinal()]);
        }
      }
    }
    return new AnnotationList(all, counts, new RefusedRows(refused, shown));
  }

  static List<String> names(Set<Split> splits) {
    return splits.stream().sorted().map(Split::toString).toList();
  }

  private static String problem(String id, double start, double end, Split split, String url) {
    if (!isId(id)) {
      return "odd id '" + (id == null ? "" : id) + "'";
    }
    if (split == null) {
      return "unknown split";
    }
    boolean section =
        start >= 0
            && end > start
            && end <= LATEST_SECONDS
            && end - start <= LONGEST_SECTION_SECONDS;
    if (!section) {
      return "odd section, " + start + " to " + end + " seconds";
    }
    if (!url.isEmpty() && !URL.matcher(url).matches()) {
      return "odd url '" + url + "'";
    }
    return null;
  }

  private static boolean isId(String id) {
    if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private Label newLabel(String text) {
    String problem = text.isEmpty() ? null : labelProblem(text);
    if (problem == null && !text.isEmpty()) {
      String folder = text.replace(' ', '_');
      String other = folders.putIfAbsent(folder, text);
      problem =
          other == null ? null : "label '" + text + "' would share a folder with '" + other + "'";
    }
    Label label = new Label(labels.size(), text, problem, new int[Split.values().length]);
    if (labels.size() < MOST_LABELS) {
      labels.put(text, label);
      return label;
    }
    return new Label(0, text, "more than " + MOST_LABELS + " labels", new int[0]);
  }

  private static String labelProblem(String text) {
    boolean control =
        text.codePoints()
            .anyMatch(
                c ->
                    Character.isISOControl(c)
                        || c == 0xFFFD
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        || Character.getType(c) == Character.SURROGATE);
    boolean odd =
        control
            || text.length() > LONGEST_LABEL
            || text.getBytes(StandardCharsets.UTF_8).length > 2 * LONGEST_LABEL
            || text.indexOf('/') >= 0
            || text.indexOf('\\') >= 0
            || text.indexOf(':') >= 0
            || text.startsWith(".")
            || text.startsWith("-")
            || text.endsWith(".");
    return odd ? "odd label '" + text + "'" : null;
  }

  private static double seconds(String text) {
    try {
      // Java reads '1d', '0x1p3' and 'NaN' as numbers too; no list writes times so.
      String plain = text == null ? "" : text.strip();
      boolean digits = !plain.isEmpty() && plain.length() <= 20;
      for (int i = 0; digits && i < plain.length(); i++) {
        char c = plain.charAt(i);
        digits = c >= '0' && c <= '9' || c == '.' || c == '-' && i == 0;
      }
      return digits ? Double.parseDouble(plain) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .limit(160)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }
}
