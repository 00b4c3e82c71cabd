package dev.kinetics.export;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Split;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which clip stands where in an export: the same on every machine and in every run for the same
 * clips, sizes, seed and sharding. The order hangs on a hash of seed and clip, which mixes the
 * classes.
 */
public final class ExportPlan {
  /**
   * Into how many shards each split goes.
   *
   * @param count so many; 0 to go by the size
   * @param bytes about how many bytes a shard has, where no count is given
   * @param mayBeEmpty whether there may be more shards than clips
   */
  public record Sharding(int count, long bytes, boolean mayBeEmpty) {
    int shards(List<Sample> samples) {
      if (count > 0) {
        return mayBeEmpty ? count : Math.min(count, samples.size());
      }
      long all = samples.stream().mapToLong(Sample::bytes).sum();
      return (int) Math.max(1, (all + bytes / 2) / bytes);
    }
  }

  /**
   * A part of a split, made as a whole.
   *
   * @param number from 0
   * @param of how many shards the split has
   * @param samples in their order; may be empty
   */
  public record Shard(Split split, int number, int of, List<Sample> samples)
      implements Serializable {
    public Shard {
      samples = List.copyOf(samples);
    }

    /** What it is told by. */
    Shard withoutSamples() {
      return new Shard(split, number, of, List.of());
    }

    /** For people. */
    String words() {
      return split + " " + number + " of " + of;
    }

    /** Of one export, the same shard has the same samples. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Shard shard && shard.split == split && shard.number == number;
    }

    @Override
    public int hashCode() {
      return Objects.hash(split, number);
    }
  }

  private static final int DIGESTED_AT_ONCE = 8_000;

  private static final Comparator<Sample> AT_ONE_PLACE =
      Comparator.comparing((Sample sample) -> sample.clip().timedName())
          .thenComparing(sample -> sample.clip().split())
          .thenComparing(sample -> sample.clip().name())
          .thenComparing(sample -> sample.clip().label());

  private final Map<Split, List<Sample>> bySplit = new EnumMap<>(Split.class);
  private final Set<Split> withoutFile = EnumSet.noneOf(Split.class);
  private final List<Shard> shards = new ArrayList<>();

  private ExportPlan() {}

  /** Orders the samples and deals them out. */
  public static ExportPlan of(List<Sample> samples, long seed, Sharding sharding) {
    // The places of a release as objects would take 20 MB.
    long[] order = new long[samples.size()];
    long mask = (Integer.highestOneBit(Math.max(1, order.length)) << 1) - 1L;
    Arrays.parallelSetAll(order, i -> place(samples.get(i).clip(), seed) & ~mask | i);
    Arrays.parallelSort(order);
    ExportPlan plan = new ExportPlan();
    Sample[] ordered = inOrder(samples, order, mask);
    int again = 0;
    for (int i = 0; i < ordered.length; i++) {
      // Clips of one key have one place, and so stand together.
      boolean samePlace = i > 0 && (order[i] & ~mask) == (order[i - 1] & ~mask);
      again = samePlace && sameKey(ordered[i - 1].clip(), ordered[i].clip()) ? again + 1 : 0;
      Sample sample = again == 0 ? ordered[i] : ordered[i].again(again);
      if (!sample.isPlain()) {
        plan.withoutFile.add(sample.clip().split());
      }
      plan.bySplit.computeIfAbsent(sample.clip().split(), s -> new ArrayList<>()).add(sample);
    }
    plan.bySplit.forEach(
        (split, all) -> {
          int count = sharding.shards(all);
          for (int i = 0; i < count; i++) {
            List<Sample> part = all.subList(first(i, count, all), first(i + 1, count, all));
            plan.shards.add(new Shard(split, i, count, part));
          }
        });
    return plan;
  }

  /**
   * The same without these clips; each of the others stays in its shard.
   *
   * @param keys of the clips, by {@link Sample#key}
   */
  ExportPlan without(Set<String> keys) {
    if (keys.isEmpty()) {
      return this;
    }
    ExportPlan rest = new ExportPlan();
    rest.withoutFile.addAll(withoutFile);
    bySplit.forEach((split, samples) -> rest.bySplit.put(split, others(samples, keys)));
    rest.bySplit.values().removeIf(List::isEmpty);
    for (Shard shard : shards) {
      List<Sample> others = others(shard.samples(), keys);
      rest.shards.add(new Shard(shard.split(), shard.number(), shard.of(), others));
    }
    return rest;
  }

  private static List<Sample> others(List<Sample> samples, Set<String> keys) {
    return samples.stream().filter(sample -> !keys.contains(sample.key())).toList();
  }

  private static Sample[] inOrder(List<Sample> samples, long[] order, long mask) {
    Sample[] ordered = new Sample[order.length];
    int begin = 0;
    for (int i = 0; i < order.length; i++) {
      ordered[i] = samples.get((int) (order[i] & mask));
      if ((order[i] & ~mask) != (order[begin] & ~mask)) {
        begin = i;
      } else if (i > begin) {
        Arrays.sort(ordered, begin, i + 1, AT_ONE_PLACE);
      }
    }
    return ordered;
  }

  private static long place(Clip clip, long seed) {
    return Sampling.hash(clip.id(), seed * 31 + clip.startMillis() / 1000 * 1_000_003)
        ^ clip.endMillis() / 1000;
  }

  private static boolean sameKey(Clip a, Clip b) {
    return a.id().equals(b.id())
        && a.startMillis() / 1000 == b.startMillis() / 1000
        && a.endMillis() / 1000 == b.endMillis() / 1000;
  }

  /** Shares differ by one clip at most; the first ones are the larger. */
  private static int first(int shard, int count, List<Sample> all) {
    return all.size() / count * shard + Math.min(shard, all.size() % count);
  }

  /** All shards: those of train, then of valid, then of test. */
  public List<Shard> shards() {
    return Collections.unmodifiableList(shards);
  }

  /** The splits that have clips, each with its clips in their order. */
  public Map<Split, List<Sample>> samples() {
    return Collections.unmodifiableMap(bySplit);
  }

  /** The clips of a split, in their order; empty where it has none. */
  public List<Sample> samples(Split split) {
    return bySplit.getOrDefault(split, List.of());
  }

  /** Whether files of clips of a split have to be unpacked or encoded. */
  public boolean makesFiles(Split split) {
    return withoutFile.contains(split);
  }

  /** How many shards a split has. */
  public int shards(Split split) {
    return (int) shards.stream().filter(shard -> shard.split() == split).count();
  }

  /** Tells these clips with their classes and sizes, in this order, from any others. */
  public String digest() {
    MessageDigest digest = DigestUtils.getSha256Digest();
    StringBuilder lines = new StringBuilder();
    bySplit.forEach(
        (split, samples) -> {
          for (Sample sample : samples) {
            Clip clip = sample.clip();
            lines.append(split).append('\t').append(clip.id()).append('\t');
            lines.append(clip.startMillis()).append('\t').append(clip.endMillis()).append('\t');
            lines.append(clip.label()).append('\t').append(sample.index()).append('\t');
            lines.append(sample.bytes()).append('\t').append(sample.frames()).append('\n');
            if (lines.length() > DIGESTED_AT_ONCE) {
              digest.update(lines.toString().getBytes(StandardCharsets.UTF_8));
              lines.setLength(0);
            }
          }
        });
    digest.update(lines.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
