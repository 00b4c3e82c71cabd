package dev.kinetics.cli;

import picocli.CommandLine.Option;

/** {@code --help}, which every subcommand has. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;
}
