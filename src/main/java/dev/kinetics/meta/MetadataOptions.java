package dev.kinetics.meta;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What metadata is wanted.
 *
 * @param kind what of a clip has to be there: the video, its frames, or its sound
 * @param release the release; its number of classes names the files where no set is asked for
 * @param sets sizes of the sets, each a number of classes; empty for one set of all classes
 * @param prefix what the files are called: {@code resources/kinetics} gives {@code
 *     resources/kinetics_400_train.json}
 * @param force write although train and valid hold different classes, or a class that the file of
 *     classes names has no clips
 * @param seed where every choice by chance starts; the same seed and the same dataset give the same
 *     files
 * @param classesFile a JSON list of the classes that are wanted, or null for those of {@code sets};
 *     with it the files are named without a number
 * @param maxTrainingVideos how many clips of a class are kept at most in train
 * @param maxTestingVideos how many clips of a class are kept at most in test; clips without a label
 *     count as one class
 * @param validationFromTraining what part of train, more than 0 and less than 1, becomes valid,
 *     while valid becomes test
 * @param indexing how the classes are counted
 */
public record MetadataOptions(
    Kind kind,
    Release release,
    List<Integer> sets,
    Path prefix,
    boolean force,
    long seed,
    Path classesFile,
    OptionalInt maxTrainingVideos,
    OptionalInt maxTestingVideos,
    OptionalDouble validationFromTraining,
    Indexing indexing) {

  /**
   * Checks the options.
   *
   * @throws KineticsException when one is out of its range, or two do not go together
   */
  public MetadataOptions {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(release);
    Objects.requireNonNull(maxTrainingVideos);
    Objects.requireNonNull(maxTestingVideos);
    Objects.requireNonNull(validationFromTraining);
    Objects.requireNonNull(indexing);
    sets = sets.stream().distinct().toList();
    if (sets.stream().anyMatch(size -> size < 1)) {
      throw KineticsException.badInput("--sets takes numbers of classes from 1");
    }
    if (prefix.getFileName() == null || prefix.getFileName().toString().isEmpty()) {
      throw KineticsException.badInput("--save needs a name: resources/kinetics, for example");
    }
    if (classesFile != null && !sets.isEmpty()) {
      throw KineticsException.badInput("--sets and --classes-file do not go together: give one");
    }
    if (maxTrainingVideos.orElse(1) < 1 || maxTestingVideos.orElse(1) < 1) {
      throw KineticsException.badInput(
          "--max-training-videos and --max-testing-videos take numbers from 1");
    }
    double fraction = validationFromTraining.orElse(0.5);
    if (!(fraction > 0 && fraction < 1)) {
      throw KineticsException.badInput(
          "--validation-from-training takes a part of train: more than 0 and less than 1");
    }
  }
}
