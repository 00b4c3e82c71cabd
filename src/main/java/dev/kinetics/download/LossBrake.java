package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.youtube.YtDlpSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Answers of a site, which is asked no more when it says the same of one clip after the other and
 * none comes through: not the clips are at fault. A release of yt-dlp can break so that each video
 * is 'unavailable' (https://github.com/yt-dlp/yt-dlp/issues/17497). A loss that a rerun would not
 * ask for again is told only when a clip has come through since, or at the end.
 *
 * <p>Words that name what somebody did to the one video are believed at once, and so is that a clip
 * is still gone which an earlier run has found gone: to ask for those alone is no sign of a fault.
 */
final class LossBrake implements Results<Ended> {
  /** So many losses of one wording. */
  static final int MOST = 20;

  /** What passes by itself, such as a broken network, has to last so long. */
  private static final Duration LASTING = Duration.ofMinutes(10);

  /** Addresses, what is quoted, and numbers. */
  private static final Pattern VARYING =
      Pattern.compile("https?://\\S+|\\B'[^']*'\\B|\"[^\"]*\"|0x[0-9a-f]+|[0-9]+(\\.[0-9]+)?");

  /** What one wording has cost since a clip came through. */
  private static final class Tally {
    private final long since = System.nanoTime();
    private int count;

    boolean isFull(boolean passes) {
      return ++count >= MOST && (!passes || System.nanoTime() - since >= LASTING.toNanos());
    }
  }

  private final Results<Ended> answers;
  private final Predicate<Clip> wasGone;
  private final Map<String, Tally> tallies = new HashMap<>();
  private final List<Ended> held = new ArrayList<>();
  private final Deque<Ended> ready = new ArrayDeque<>();
  private RuntimeException end;

  /**
   * One for a run.
   *
   * @param before how earlier runs lost clips that are asked for again
   */
  LossBrake(Results<Ended> answers, Map<Clip, ClipResult> before) {
    this.answers = answers;
    this.wasGone = clip -> before.containsKey(clip) && before.get(clip).outcome() == Outcome.GONE;
  }

  @Override
  public synchronized Ended next() throws InterruptedException {
    while (ready.isEmpty() && end == null) {
      Ended answer;
      try {
        answer = answers.next();
      } catch (RuntimeException e) {
        end = e;
        release();
        break;
      }
      if (answer == null) {
        release();
        break;
      }
      take(answer);
    }
    if (ready.isEmpty() && end != null) {
      throw end;
    }
    return ready.poll();
  }

  private void take(Ended answer) {
    ClipResult result = answer.result();
    if (answer.isThere() || result.outcome() == Outcome.RESOLVED) {
      tallies.clear();
      release();
      ready.add(answer);
      return;
    }
    boolean isStillGone = result.outcome() == Outcome.GONE && wasGone.test(answer.clip());
    if (isStillGone || YtDlpSource.isProof(result.detail())) {
      ready.add(answer);
      return;
    }
    boolean isFinal = result.outcome() != Outcome.FAILED && result.outcome() != Outcome.OUTDATED;
    if (isFinal) {
      held.add(answer);
    } else {
      ready.add(answer);
    }
    boolean passes = YtDlpSource.passes(result.reason());
    if (tallies.computeIfAbsent(words(answer), w -> new Tally()).isFull(passes)) {
      stop(result.detail());
    }
  }

  private void stop(String words) {
    answers.close();
    for (Ended lost : held) {
      ready.add(new Ended(lost.clip(), lost.result().notBelieved(), lost.beside()));
    }
    held.clear();
    end =
        KineticsException.unavailable(
            MOST
                + " clips were lost with the same words and none came through between ("
                + words
                + "); none is booked as gone: get a newer yt-dlp with 'kinetics setup --update',"
                + " or try --cookies or --proxy, and run the same command again. If they really"
                + " are lost, select more clips with them: one that comes through proves the tool");
  }

  private void release() {
    ready.addAll(held);
    held.clear();
  }

  /** Without what differs from clip to clip though the words are the same. */
  private static String words(Ended lost) {
    String detail =
        lost.result().detail().replace(lost.clip().name(), "").replace(lost.clip().id(), "");
    return lost.result().reason() + " " + VARYING.matcher(detail).replaceAll("");
  }

  @Override
  public void close() {
    answers.close();
  }
}
