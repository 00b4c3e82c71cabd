package dev.kinetics.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When what is said of one clip after the other is no longer believed. */
class LossBrakeTest {
  private final List<Ended> told = new ArrayList<>();
  private int next;

  private Clip clip() {
    String id = "id%09d".formatted(next++);
    return new Clip(id, Split.TRAIN, "yoga", 0, 1000, id, "");
  }

  private Ended lost(Outcome outcome, String reason, String words) {
    Clip clip = clip();
    return new Ended(
        clip, ClipResult.without(outcome, reason, "ERROR: [youtube] " + clip.id() + ": " + words));
  }

  private Ended gone() {
    return lost(Outcome.GONE, "deleted", "Video unavailable");
  }

  private Ended there() {
    return new Ended(clip(), ClipResult.made(Outcome.RESOLVED, 0, null));
  }

  private static List<Ended> repeat(int count, Supplier<Ended> answer) {
    return Stream.generate(answer).limit(count).toList();
  }

  /** What ended it; null when nothing did. */
  private KineticsException run(List<Ended> answers) throws InterruptedException {
    Results<Ended> results = new LossBrake(Results.of(answers), Map.of());
    try {
      told.addAll(results.rest());
      return null;
    } catch (KineticsException e) {
      return e;
    }
  }

  private List<Ended> tell(List<Ended> answers) throws InterruptedException {
    Results<Ended> results = new LossBrake(Results.of(answers), Map.of());
    List<Ended> all = new ArrayList<>();
    try {
      for (Ended one = results.next(); one != null; one = results.next()) {
        all.add(one);
      }
    } catch (KineticsException e) {
      // Told by run().
    }
    return all;
  }

  private static List<Outcome> outcomes(List<Ended> answers) {
    return answers.stream().map(a -> a.result().outcome()).distinct().toList();
  }

  @Test
  void twentyOfOneWordingEndTheRunAndNoneIsGone() throws InterruptedException {
    List<Ended> answers = repeat(30, this::gone);

    KineticsException end = run(answers);

    assertThat(end.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(end).hasMessageContaining("Video unavailable").hasMessageContaining("setup");
    List<Ended> all = tell(answers);
    assertThat(all).hasSize(20);
    assertThat(outcomes(all)).containsExactly(Outcome.FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED,unknown,Something that nobody has ever seen (code 4)",
    "CLOSED,region,The uploader has not made this video available in your country",
    "OUTDATED,no fitting format,Requested format is not available",
    "DAMAGED,not decodable,Invalid data found",
    "GONE,deleted,Video unavailable. This video does not exist.",
    "GONE,deleted,This video isn't available anymore",
    "GONE,deleted,Incomplete YouTube ID x. URL looks truncated."
  })
  void anyWordingDoesSo(Outcome outcome, String reason, String words) throws InterruptedException {
    assertThat(run(repeat(20, () -> lost(outcome, reason, words)))).isNotNull();
  }

  @Test
  void whatDiffersFromClipToClipIsNoOtherWording() throws InterruptedException {
    List<Ended> answers =
        repeat(20, () -> lost(Outcome.FAILED, "unknown", "no 'Title " + next + "' of 0x" + next));

    assertThat(run(answers)).isNotNull();
  }

  /**
   * Also where only the words in brackets, an address or a title tell one clip's from another's.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s is not available",
        "Unable to open https://a.example/%s?n=1: no such host",
        "no \"Video of %s\" here (code 0x%s)",
        "'%s' ended after 12.5 s"
      })
  void aClipsOwnNameIsNoOtherWording(String words) throws InterruptedException {
    List<Ended> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Clip clip = clip();
      String detail = "ERROR: [youtube] " + clip.id() + ": " + words.replace("%s", clip.id());
      answers.add(new Ended(clip, ClipResult.without(Outcome.FAILED, "unknown", detail)));
    }

    assertThat(run(answers)).isNotNull();
  }

  @Test
  void whatWasGoneBeforeIsBelievedToBeSoStill() throws InterruptedException {
    List<Ended> answers = repeat(50, this::gone);
    Map<Clip, ClipResult> before = new HashMap<>();
    answers.forEach(lost -> before.put(lost.clip(), lost.result()));

    assertThat(new LossBrake(Results.of(answers), before).rest()).isEqualTo(answers);
  }

  @Test
  void nineteenAreBelievedAtTheEnd() throws InterruptedException {
    List<Ended> answers = repeat(19, this::gone);

    assertThat(run(answers)).isNull();
    assertThat(told).isEqualTo(answers);
  }

  @Test
  void aClipThatComesThroughBetweenMakesThemBelieved() throws InterruptedException {
    List<Ended> answers = new ArrayList<>(repeat(15, this::gone));
    answers.add(there());
    answers.addAll(repeat(15, this::gone));

    assertThat(run(answers)).isNull();
    assertThat(told).containsExactlyInAnyOrderElementsOf(answers);
  }

  @ParameterizedTest
  @CsvSource({
    "GONE,deleted,Video unavailable. This video has been removed by the uploader",
    "GONE,private,Private video. Sign in if you've been granted access to this video",
    "GONE,copyright,'Video unavailable. This video contains content from X, who has blocked it on"
        + " copyright grounds'"
  })
  void whatSomebodyDidToAVideoIsBelievedAtOnce(Outcome outcome, String reason, String words)
      throws InterruptedException {
    List<Ended> answers = repeat(50, () -> lost(outcome, reason, words));

    assertThat(run(answers)).isNull();
    assertThat(told).isEqualTo(answers);
  }

  @Test
  void aNetworkThatIsBrokenForAMomentEndsNothing() throws InterruptedException {
    assertThat(run(repeat(50, () -> lost(Outcome.FAILED, "network", "timed out")))).isNull();
  }
}
