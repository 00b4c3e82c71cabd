package dev.kinetics.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "generate-completion",
    description =
        "Print a completion script for bash and zsh: source <(kinetics generate-completion)")
final class GenerateCompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    System.out.print(AutoComplete.bash("kinetics", spec.root().commandLine()));
  }
}
