package dev.kinetics.export;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a track.
 *
 * @param samples a scratch file of little-endian float32 samples; empty where it can't be decoded
 * @param problem why not; empty where it can
 */
record Decoded(Optional<Path> samples, String problem) {

  Decoded {
    Objects.requireNonNull(samples);
    Objects.requireNonNull(problem);
  }

  static Decoded into(Path samples) {
    return new Decoded(Optional.of(samples), "");
  }

  static Decoded not(String problem) {
    return new Decoded(Optional.empty(), problem);
  }
}
