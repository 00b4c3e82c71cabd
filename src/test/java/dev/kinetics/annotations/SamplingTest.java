package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Sampling.By;
import dev.kinetics.error.KineticsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  private static List<Clip> clips(int count) {
    List<Clip> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format("id_%08d", i);
      Split split = i % 5 == 0 ? Split.VALID : Split.TRAIN;
      clips.add(new Clip(id, split, i % 2 == 0 ? "a" : "b", 0, 10_000, id, ""));
    }
    return clips;
  }

  @Test
  void aShareOfClassesHoldsThemWhole() {
    List<Clip> clips = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      clips.add(new Clip("id" + i, Split.TRAIN, "class " + i % 10, 0, 10_000, "id" + i, ""));
    }
    List<Clip> third = Sampling.ALL.shard("1/3").of(clips, clip -> By.CLASS);
    assertThat(third.stream().map(Clip::label).distinct()).hasSize(4);
    assertThat(third).hasSize(160);
    Set<Clip> all = new HashSet<>(third);
    all.addAll(Sampling.ALL.shard("2/3").of(clips, clip -> By.CLASS));
    all.addAll(Sampling.ALL.shard("3/3").of(clips, clip -> By.CLASS));
    assertThat(all).hasSize(400);
    assertThat(Sampling.ALL.of(clips, clip -> By.CLASS)).isEqualTo(clips);
  }

  @Test
  void sharesAreEvenAndMakeUpTheWhole() {
    List<Clip> clips = clips(32_000);
    Set<Clip> all = new HashSet<>();
    for (int i = 1; i <= 16; i++) {
      List<Clip> share = Sampling.ALL.shard(i + "/16").of(clips);
      assertThat(share).hasSizeBetween(1_800, 2_200);
      all.addAll(share);
    }
    assertThat(all).hasSize(32_000);
  }

  @Test
  void aShareHangsOnTheClipsAloneAndNotOnTheirOrderOrCompany() {
    List<Clip> clips = clips(1_000);
    List<Clip> shuffled = new ArrayList<>(clips);
    Collections.shuffle(shuffled, new Random(7));
    Sampling third = Sampling.ALL.shard("3/4");
    assertThat(third.of(shuffled)).containsExactlyInAnyOrderElementsOf(third.of(clips));
    assertThat(third.of(clips.subList(0, 500)))
        .containsExactlyElementsOf(
            third.of(clips).stream().filter(clips.subList(0, 500)::contains).toList());
  }

  /** Machines with different versions of the program may share one dataset. */
  @Test
  void sharesStayTheSameInEveryVersion() {
    assertThat(Sampling.ALL.shard("1/4").of(clips(12)).stream().map(Clip::id))
        .containsExactly(
            "id_00000000",
            "id_00000001",
            "id_00000003",
            "id_00000004",
            "id_00000007",
            "id_00000010");
  }

  @Test
  void sectionsOfOneVideoAreOfOneShare() {
    Clip early = new Clip("video", Split.TRAIN, "a", 0, 10_000, "video", "");
    Clip late = new Clip("video", Split.TRAIN, "a", 50_000, 60_000, "video_000050_000060", "");
    for (int i = 1; i <= 5; i++) {
      assertThat(Sampling.ALL.shard(i + "/5").of(List.of(early, late)).size()).isIn(0, 2);
    }
  }

  @Test
  void takesTheFirstOfEachClassAndSplit() {
    List<Clip> sample = new Sampling(1, 1, 3, false, 0).of(clips(100));
    assertThat(sample).hasSize(12);
    assertThat(sample.stream().filter(clip -> clip.split() == Split.TRAIN).map(Clip::id))
        .containsExactly(
            "id_00000001",
            "id_00000002",
            "id_00000003",
            "id_00000004",
            "id_00000006",
            "id_00000007");
  }

  @Test
  void choosesByChanceTheSameForTheSameSeed() {
    List<Clip> clips = clips(2_000);
    List<Clip> reversed = new ArrayList<>(clips);
    Collections.reverse(reversed);
    List<Clip> sample = new Sampling(1, 1, 20, true, 1).of(clips);
    assertThat(sample).hasSize(80);
    assertThat(new Sampling(1, 1, 20, true, 1).of(reversed))
        .containsExactlyInAnyOrderElementsOf(sample);
    assertThat(new Sampling(1, 1, 20, true, 2).of(clips)).isNotEqualTo(sample).hasSize(80);
    assertThat(sample).isNotEqualTo(new Sampling(1, 1, 20, false, 1).of(clips));
  }

  @Test
  void sharesOfASampleMakeUpTheSample() {
    List<Clip> clips = clips(2_000);
    Sampling sampling = new Sampling(1, 1, 20, true, 1);
    List<Clip> shares = new ArrayList<>(sampling.shard("1/2").of(clips));
    shares.addAll(sampling.shard("2/2").of(clips));
    assertThat(shares).containsExactlyInAnyOrderElementsOf(sampling.of(clips));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/4", "5/4", "4", "-1/4", "a/b", "1/0", "1/2/3", "", "9999999/9999999"})
  void refusesWhatIsNoShare(String share) {
    assertThatThrownBy(() -> Sampling.ALL.shard(share)).isInstanceOf(KineticsException.class);
  }
}
