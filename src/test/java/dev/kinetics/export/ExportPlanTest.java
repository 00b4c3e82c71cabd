package dev.kinetics.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.export.ExportPlan.Sharding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExportPlanTest {
  private static final Sharding FOUR = new Sharding(4, 0, true);

  @Test
  void hangsOnTheClipsAndNotOnTheirOrder() {
    List<Sample> samples = samples(1000);
    ExportPlan plan = ExportPlan.of(samples, 0, FOUR);
    List<Sample> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, new Random(1));

    assertThat(ExportPlan.of(shuffled, 0, FOUR).shards()).isEqualTo(plan.shards());
    assertThat(ExportPlan.of(shuffled, 0, FOUR).digest()).isEqualTo(plan.digest());
    assertThat(ExportPlan.of(samples, 1, FOUR).samples(Split.TRAIN))
        .containsExactlyInAnyOrderElementsOf(plan.samples(Split.TRAIN))
        .isNotEqualTo(plan.samples(Split.TRAIN));
  }

  @Test
  void eachClipStandsInOneShardOfItsSplit() {
    ExportPlan plan = ExportPlan.of(samples(1001), 0, FOUR);

    assertThat(plan.shards()).hasSize(8);
    assertThat(plan.shards(Split.TRAIN)).isEqualTo(4);
    assertThat(plan.shards(Split.TEST)).isZero();
    List<Sample> all = new ArrayList<>();
    for (Shard shard : plan.shards()) {
      int average = plan.samples(shard.split()).size() / 4;
      assertThat(shard.samples().size()).isBetween(average, average + 1);
      assertThat(shard.samples()).allMatch(sample -> sample.clip().split() == shard.split());
      all.addAll(shard.samples());
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(samples(1001));
  }

  @Test
  void mixesTheClasses() {
    // The samples come class by class, ten of them.
    ExportPlan plan = ExportPlan.of(samples(2000), 0, FOUR);
    for (Shard shard : plan.shards()) {
      Set<Integer> first = new HashSet<>();
      shard.samples().subList(0, 50).forEach(sample -> first.add(sample.index()));
      assertThat(first).hasSizeGreaterThan(7);
    }
  }

  @Test
  void shardsHaveAboutTheSizeAskedFor() {
    // 1,500 clips of 3 MB to train on.
    ExportPlan plan = ExportPlan.of(samples(2000), 0, new Sharding(0, 1_000_000_000, true));
    assertThat(plan.shards(Split.TRAIN)).isBetween(4, 5);
    assertThat(ExportPlan.of(samples(4), 0, new Sharding(0, 1L << 30, true)).shards(Split.TRAIN))
        .isEqualTo(1);
  }

  @Test
  void theDigestTellsOtherSizesAndIndices() {
    List<Sample> samples = samples(10);
    String digest = ExportPlan.of(samples, 0, FOUR).digest();
    Sample first = samples.get(0);
    for (Sample other :
        List.of(
            new Sample(
                first.clip(), first.index() + 1, first.bytes(), 0, ".mp4", null, false, null, 0),
            new Sample(
                first.clip(), first.index(), first.bytes() + 1, 0, ".mp4", null, false, null, 0),
            new Sample(
                first.clip(), first.index(), first.bytes(), 7, ".mp4", null, false, null, 0))) {
      samples.set(0, other);
      assertThat(ExportPlan.of(samples, 0, FOUR).digest()).isNotEqualTo(digest);
    }
  }

  @Test
  void keysAreUniqueOverAllShards() {
    List<Sample> samples = new ArrayList<>(samples(40));
    // The same section in another split, and one that differs in fractions of a second alone.
    Clip clip = samples.get(3).clip();
    samples.add(sample(clip.id(), Split.VALID, clip.startMillis(), "other", "a"));
    samples.add(sample(clip.id(), clip.split(), clip.startMillis() + 300, "zumba", "b"));
    Set<String> keys = new HashSet<>();
    for (Shard shard : ExportPlan.of(samples, 0, FOUR).shards()) {
      for (Sample sample : shard.samples()) {
        assertThat(keys.add(sample.key())).as(sample.key()).isTrue();
        assertThat(sample.key()).matches("[A-Za-z0-9_-]+");
      }
    }
    assertThat(keys).contains(clip.timedName(), clip.timedName() + "_2", clip.timedName() + "_3");
  }

  @Test
  void moreShardsThanClips() {
    ExportPlan plan = ExportPlan.of(samples(4), 0, new Sharding(16, 0, true));
    assertThat(plan.shards(Split.TRAIN)).isEqualTo(16);
    assertThat(plan.shards().stream().mapToInt(shard -> shard.samples().size()).sum()).isEqualTo(4);
    assertThat(plan.shards().get(0).samples()).hasSize(1);
    ExportPlan noneEmpty = ExportPlan.of(samples(4), 0, new Sharding(16, 0, false));
    assertThat(noneEmpty.shards(Split.TRAIN)).isEqualTo(3);
    assertThat(noneEmpty.shards()).noneMatch(shard -> shard.samples().isEmpty());
  }

  private static List<Sample> samples(int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format("video%06d", i);
      Split split = i % 4 == 3 ? Split.VALID : Split.TRAIN;
      samples.add(sample(id, split, i % 100 * 1000L, "class " + i * 10 / count, id));
    }
    return samples;
  }

  private static Sample sample(String id, Split split, long start, String label, String name) {
    Clip clip = new Clip(id, split, label, start, start + 10_000, name, "");
    int index = label.startsWith("class ") ? Integer.parseInt(label.substring(6)) : 99;
    return new Sample(clip, index, 3_000_000, 0, ".mp4", null, false, null, 0);
  }
}
