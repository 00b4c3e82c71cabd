package dev.kinetics.cli.option;

import dev.kinetics.dataset.Naming;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --naming}. */
final class ClipNamesConverter implements ITypeConverter<Naming.ClipNames> {
  @Override
  public Naming.ClipNames convert(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "id" -> Naming.ClipNames.ID;
      case "id-times" -> Naming.ClipNames.ID_TIMES;
      default ->
          throw new TypeConversionException("there is no naming '" + value + "'; id or id-times");
    };
  }
}
