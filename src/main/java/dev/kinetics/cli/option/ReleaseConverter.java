package dev.kinetics.cli.option;

import dev.kinetics.annotations.Release;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --release}. */
public final class ReleaseConverter implements ITypeConverter<Release> {
  @Override
  public Release convert(String value) {
    Optional<Release> release = Release.parse(value);
    if (release.isEmpty()) {
      throw new TypeConversionException(
          "there is no release '" + value + "'; there are 400, 600, 700, 700-2020 and demo");
    }
    return release.get();
  }
}
