package dev.kinetics.extract;

import dev.kinetics.error.KineticsException;
import dev.kinetics.media.KeyFrames;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.pass.ClipEncoding;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What clips are brought to.
 *
 * @param encoding size, frame rate and key frames
 * @param noAudio whether the sound is left out
 */
public record ResizeForm(ClipEncoding encoding, boolean noAudio) implements Serializable {
  /** What is lost where a container counts in other units, of a hundred. */
  private static final double RATE_TOLERANCE = 0.01;

  /**
   * Checks the numbers.
   *
   * @throws KineticsException when one is out of its range
   */
  public ResizeForm {
    boolean side = encoding.shortSide() == 0 || encoding.shortSide() >= 2;
    if (!side || encoding.shortSide() > 16_384 || encoding.maxHeight() < 0) {
      throw KineticsException.badInput(
          "--short-side is 2 to 16384 and --max-height not negative; 0 leaves the size");
    }
    if (encoding.shortSide() > 0 && encoding.maxHeight() > 0) {
      throw KineticsException.badInput(
          "--short-side and --max-height do not go together: give one");
    }
    if (encoding.gop() < 0 || encoding.gop() > 10_000) {
      throw KineticsException.badInput("--gop is " + encoding.gop() + "; it must be 0 to 10000");
    }
    if (!(encoding.framesPerSecond() >= 0 && encoding.framesPerSecond() <= 1000)) {
      throw KineticsException.badInput(
          "--fps is " + encoding.framesPerSecond() + "; it must be 0 to 1000");
    }
  }

  /** In words, as the options write it. */
  public String words() {
    List<String> words = new ArrayList<>();
    if (encoding.shortSide() > 0) {
      words.add("short side " + encoding.shortSide());
    }
    if (encoding.maxHeight() > 0) {
      words.add("at most " + encoding.maxHeight() + " high");
    }
    if (encoding.framesPerSecond() > 0) {
      words.add(encoding.framesPerSecond() + " fps");
    }
    if (encoding.gop() > 0) {
      words.add("gop " + encoding.gop());
    }
    if (noAudio) {
      words.add("no sound");
    }
    return String.join(", ", words);
  }

  /**
   * Whether a file is in this form already.
   *
   * @throws IOException when it can't be read
   */
  boolean fits(Path file) throws IOException {
    MediaFile media = Mp4Structure.read(file).orElse(null);
    MediaFacts facts = media == null ? null : media.facts().orElse(null);
    if (facts == null || !media.picture().get().codec().equals("h264")) {
      return false;
    }
    double rate = encoding.framesPerSecond();
    return encoding.fits(media.picture().get())
        && facts.allShown()
        && !(noAudio && media.audio())
        && (rate == 0 || Math.abs(facts.frameRate() - rate) <= RATE_TOLERANCE * rate)
        && (encoding.gop() == 0 || isQuick(file));
  }

  private boolean isQuick(Path file) throws IOException {
    int gap = KeyFrames.largestGap(file);
    return gap > 0 && gap <= encoding.gop();
  }
}
