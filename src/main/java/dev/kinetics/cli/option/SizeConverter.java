package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import dev.kinetics.words.Sizes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes in bytes: {@code 500K}, {@code 10M}, {@code 2G}. */
public final class SizeConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String value) {
    try {
      return Sizes.parse(value);
    } catch (KineticsException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
