package dev.kinetics.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How much of a selection is there, by a sample of it.
 *
 * @param splits what was found of each split
 * @param all the same of all together
 * @param download what a download of the selection would take
 */
public record ProbeReport(Map<Split, Part> splits, Part all, Forecast download) {

  /** How a video stands. */
  enum State {
    THERE,
    GONE,
    CLOSED,
    /** No answer, or one that tells nothing. */
    UNKNOWN;

    static State of(ClipResult result) {
      return switch (result.outcome()) {
        case RESOLVED -> THERE;
        case GONE -> GONE;
        case CLOSED -> CLOSED;
        default -> UNKNOWN;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A part of the selection.
   *
   * @param clips how many clips it has
   * @param asked how many of them were asked for
   * @param reasons of each state, how many for each reason
   */
  record Part(long clips, long asked, Map<State, Map<String, Long>> reasons) {
    Share share(State state) {
      long count = reasons.get(state).values().stream().mapToLong(n -> n).sum();
      return new Share(count, asked);
    }
  }

  /**
   * What a download would take.
   *
   * @param bytes to be fetched, about
   * @param bytesOnDisk of the clips, as they are usually made
   * @param time that asking for all videos takes at the pace; zero where it has no bound
   * @param pace in words; empty where it has no bound
   */
  record Forecast(long bytes, long bytesOnDisk, Duration time, String pace) {}

  /**
   * Counts.
   *
   * @param answers what was said of a clip of the sample
   * @param time that asking for all videos takes
   * @param pace in words
   */
  static ProbeReport of(
      List<Clip> selected,
      List<Clip> sample,
      Function<Clip, Optional<ClipResult>> answers,
      Duration time,
      String pace) {
    Map<Split, Long> clips = new EnumMap<>(Split.class);
    selected.forEach(clip -> clips.merge(clip.split(), 1L, Long::sum));
    Map<Split, List<ClipResult>> said = new EnumMap<>(Split.class);
    clips.keySet().forEach(split -> said.put(split, new ArrayList<>()));
    double known = 0;
    long bytes = 0;
    for (Clip clip : sample) {
      Optional<ClipResult> answer = answers.apply(clip);
      if (answer.isPresent()) {
        said.get(clip.split()).add(answer.get());
        known += answer.get().bytes() > 0 ? seconds(clip) : 0;
        bytes += answer.get().bytes();
      }
    }
    Map<Split, Part> splits = new EnumMap<>(Split.class);
    said.forEach((split, results) -> splits.put(split, part(clips.get(split), results)));
    Part all = part(selected.size(), said.values().stream().flatMap(List::stream).toList());
    double wanted =
        selected.stream().mapToDouble(ProbeReport::seconds).sum() * all.share(State.THERE).value();
    double usual = Download.USUAL_BYTES_PER_SECOND;
    double rate = known > 0 ? bytes / known : usual;
    return new ProbeReport(
        splits,
        all,
        new Forecast(Math.round(wanted * rate), Math.round(wanted * usual), time, pace));
  }

  private static double seconds(Clip clip) {
    return clip.length().toMillis() / 1000.0;
  }

  private static Part part(long clips, List<ClipResult> results) {
    Map<State, Map<String, Long>> reasons = new EnumMap<>(State.class);
    for (State state : State.values()) {
      reasons.put(state, new TreeMap<>());
    }
    results.forEach(r -> reasons.get(State.of(r)).merge(r.reason(), 1L, Long::sum));
    return new Part(clips, results.size(), reasons);
  }

  /** Whether each clip of the sample has an answer that tells how it stands. */
  public boolean isComplete(int sample) {
    return all.asked() == sample && all.share(State.UNKNOWN).count() == 0;
  }

  /** The lines that a person reads. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "probe: %,d of %s asked for; per cent, with 95 %% confidence intervals",
            all.asked(),
            Counts.clips(all.clips())));
    splits.forEach((split, part) -> addLines(lines, split.toString(), part));
    if (splits.size() > 1) {
      addLines(lines, "all", all);
    }
    if (all.asked() > 0) {
      Share there = all.share(State.THERE);
      lines.add(
          String.format(
              Locale.ROOT,
              "a full download: about %s (%,d to %,d), %s to fetch, %s on the disk",
              Counts.clips(Math.round(all.clips() * there.value())),
              Math.round(all.clips() * there.low()),
              Math.round(all.clips() * there.high()),
              Sizes.format(download.bytes()),
              Sizes.format(download.bytesOnDisk())));
    }
    lines.add(
        download.pace().isEmpty()
            ? "  at no pace: as long as the bytes take"
            : String.format(
                Locale.ROOT,
                "  %,.1f hours (%s) to ask for all at %s",
                download.time().toSeconds() / 3600.0,
                Durations.inWords(download.time()),
                download.pace()));
    return lines;
  }

  private static void addLines(List<String> lines, String name, Part part) {
    lines.add(
        String.format(
            Locale.ROOT, "  %-6s %,d asked of %s", name, part.asked(), Counts.clips(part.clips())));
    for (State state : State.values()) {
      Share share = part.share(state);
      StringBuilder reasons = new StringBuilder();
      part.reasons()
          .get(state)
          .forEach(
              (reason, count) -> {
                if (!reason.isEmpty()) {
                  reasons.append(reasons.length() == 0 ? "  " : ", ");
                  reasons.append(reason).append(' ').append(count);
                }
              });
      lines.add(
          String.format(Locale.ROOT, "    %-8s %,6d  %-22s%s", state, share.count(), share, reasons)
              .stripTrailing());
    }
  }

  /** The same as one JSON object. */
  public String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    ObjectNode bySplit = json.putObject("splits");
    splits.forEach((split, part) -> bySplit.set(split.toString(), json(part)));
    json.set("all", json(all));
    ObjectNode takes = json.putObject("download");
    Share there = all.share(State.THERE);
    takes.put("clips", Math.round(all.clips() * there.value()));
    takes.put("clips_low", Math.round(all.clips() * there.low()));
    takes.put("clips_high", Math.round(all.clips() * there.high()));
    takes.put("bytes", download.bytes());
    takes.put("bytes_on_disk", download.bytesOnDisk());
    if (download.pace().isEmpty()) {
      takes.putNull("hours");
    } else {
      takes.put("hours", download.time().toSeconds() / 3600.0);
    }
    return json.toPrettyString();
  }

  private static ObjectNode json(Part part) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("clips", part.clips());
    json.put("asked", part.asked());
    for (State state : State.values()) {
      Share share = part.share(state);
      ObjectNode one = json.putObject(state.toString());
      one.put("count", share.count());
      one.put("share", share.value());
      one.put("low", share.low());
      one.put("high", share.high());
      if (state != State.THERE) {
        ObjectNode reasons = one.putObject("reasons");
        part.reasons().get(state).forEach(reasons::put);
      }
    }
    return json;
  }
}
