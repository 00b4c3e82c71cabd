package dev.kinetics.youtube;

import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.pass.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * From where the stamps of picture and sound count that come apart. Those of mp4 and Matroska are
 * the video's own time. A transport stream, alone or in a playlist, begins with any stamp, and the
 * first of either is the video's beginning.
 */
final class Origins {
  private Origins() {}

  /** The same inputs, counted from one moment. */
  static List<Pass.Input> together(List<Pass.Input> inputs, Ffprobe ffprobe)
      throws InterruptedException {
    if (inputs.size() < 2 || inputs.stream().noneMatch(Origins::beginsAnywhere)) {
      return inputs;
    }
    double first = Double.POSITIVE_INFINITY;
    for (Pass.Input input : inputs) {
      if (input.isPart()) {
        first = Math.min(first, input.originMicros() / 1e6);
      } else if (beginsAnywhere(input)) {
        OptionalDouble start = ffprobe.start(input.optionsWithoutPace(), input.from());
        if (start.isEmpty()) {
          return inputs;
        }
        first = Math.min(first, start.getAsDouble());
      }
    }
    List<Pass.Input> counted = new ArrayList<>();
    for (Pass.Input input : inputs) {
      counted.add(beginsAnywhere(input) ? input.from(Math.round(first * 1e6)) : input);
    }
    return counted;
  }

  /** Just those need a lead, too. */
  private static boolean beginsAnywhere(Pass.Input input) {
    return input.leadMillis() > 0;
  }
}
