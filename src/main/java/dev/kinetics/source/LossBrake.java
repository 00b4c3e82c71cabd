package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.run.Results;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A source that is asked no more when it says the same of one clip after the other and none comes
 * through: not the clips are at fault. A release of yt-dlp can break so that each video is
 * 'unavailable' (https://github.com/yt-dlp/yt-dlp/issues/17497). A loss that a rerun would not ask
 * for again is told only when a clip has come through since, or at the end.
 *
 * <p>Words that name what somebody did to the one video are believed at once.
 *
 * @param source the source
 */
public record LossBrake(ClipSource source) implements ClipSource {
  /** So many losses of one wording. */
  static final int MOST = 20;

  /** What passes by itself, such as a broken network, has to last so long. */
  private static final Duration LASTING = Duration.ofMinutes(10);

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Results<Fetched> fetch(List<Clip> clips) throws InterruptedException {
    return new Braked(source.fetch(clips));
  }

  /** What one wording has cost since a clip came through. */
  private static final class Tally {
    private final long since = System.nanoTime();
    private int count;

    boolean isFull(boolean passes) {
      return ++count >= MOST && (!passes || System.nanoTime() - since >= LASTING.toNanos());
    }
  }

  private static final class Braked implements Results<Fetched> {
    private final Results<Fetched> answers;
    private final Map<String, Tally> tallies = new HashMap<>();
    private final List<Fetched.Lost> held = new ArrayList<>();
    private final Deque<Fetched> ready = new ArrayDeque<>();
    private RuntimeException end;

    Braked(Results<Fetched> answers) {
      this.answers = answers;
    }

    @Override
    public synchronized Fetched next() throws InterruptedException {
      while (ready.isEmpty() && end == null) {
        Fetched answer;
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

    private void take(Fetched answer) {
      if (answer.isThere()) {
        tallies.clear();
        release();
      }
      if (!(answer instanceof Fetched.Lost lost) || FailureKind.isProof(lost.detail())) {
        ready.add(answer);
        return;
      }
      boolean isFinal = lost.outcome() != Outcome.FAILED && lost.outcome() != Outcome.OUTDATED;
      if (isFinal) {
        held.add(lost);
      } else {
        ready.add(lost);
      }
      String words = words(lost);
      boolean passes = FailureKind.passes(lost.reason());
      if (tallies.computeIfAbsent(words, w -> new Tally()).isFull(passes)) {
        stop(lost);
      }
    }

    private void stop(Fetched.Lost last) {
      answers.close();
      for (Fetched.Lost lost : held) {
        ready.add(
            new Fetched.Lost(
                lost.clip(),
                lost.origin(),
                Outcome.FAILED,
                ClipResult.SAME_FOR_ALL,
                lost.detail()));
      }
      held.clear();
      end =
          KineticsException.unavailable(
              MOST
                  + " clips were lost with the same words and none came through between ("
                  + last.detail()
                  + "); none is booked as gone: get a newer yt-dlp with 'kinetics setup --update',"
                  + " or try --cookies or --proxy, and run the same command again");
    }

    private void release() {
      ready.addAll(held);
      held.clear();
    }

    /** Without what differs from clip to clip though the words are the same. */
    private static String words(Fetched.Lost lost) {
      String id = lost.clip().id();
      String detail = lost.detail().replace(lost.clip().name(), "").replace(id, "");
      return lost.reason() + " " + detail.replaceAll("0x[0-9a-f]+|[0-9]+(\\.[0-9]+)?", "");
    }

    @Override
    public void close() {
      answers.close();
    }
  }
}
