package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.cli.option.ReleaseConverter;
import dev.kinetics.error.KineticsException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list-categories",
    description = "Print the categories, and indented by a tab the classes of each.")
final class ListCategoriesCommand implements Runnable {
  @Option(
      names = {"-c", "--no-classes"},
      description = "Print the names of the categories alone.")
  private boolean noClasses;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = "400",
      converter = ReleaseConverter.class,
      description =
          "400 or demo: no other release has published categories (default: ${DEFAULT-VALUE}).")
  private Release release;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    Map<String, List<String>> categories = ClassCatalog.of(release).categories();
    if (categories.isEmpty()) {
      throw KineticsException.badInput(
          "release "
              + release
              + " has no published categories; 'kinetics list-classes --release "
              + release
              + "' shows its classes");
    }
    StringBuilder all = new StringBuilder();
    categories.forEach(
        (category, classes) -> {
          all.append(category).append('\n');
          if (!noClasses) {
            classes.forEach(name -> all.append('\t').append(name).append('\n'));
          }
        });
    System.out.print(all);
  }
}
