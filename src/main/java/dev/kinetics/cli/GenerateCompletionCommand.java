package dev.kinetics.cli;

import dev.kinetics.cli.option.HelpOption;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "generate-completion",
    description =
        "Print a completion script for bash and zsh: source <(kinetics generate-completion)")
final class GenerateCompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    System.out.print(AutoComplete.bash("kinetics", spec.root().commandLine()));
  }
}
