package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import dev.kinetics.words.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations: {@code 30s}, {@code 15m}, {@code 2h}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    try {
      return Durations.parse(value);
    } catch (KineticsException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
