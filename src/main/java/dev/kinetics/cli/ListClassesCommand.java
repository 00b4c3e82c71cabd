package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list-classes", description = "Print the classes of a release, one a line.")
final class ListClassesCommand implements Runnable {
  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = "400",
      converter = ReleaseOption.class,
      description = "400, 600, 700, 700-2020 or demo (default: ${DEFAULT-VALUE}).")
  private Release release;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    StringBuilder all = new StringBuilder();
    ClassCatalog.of(release).classes().forEach(name -> all.append(name).append('\n'));
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(all);
  }
}
