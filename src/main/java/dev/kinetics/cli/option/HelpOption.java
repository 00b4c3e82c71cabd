package dev.kinetics.cli.option;

import picocli.CommandLine.Option;

/** {@code --help}, which every subcommand has. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;
}
