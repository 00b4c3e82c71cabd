package dev.kinetics.cli;

import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.error.KineticsException;
import dev.kinetics.run.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "export",
    description = "Write what training code reads: lists, folder trees, tar files, TFRecords.",
    synopsisSubcommandLabel = "FORMAT",
    subcommands = {
      ExportListsCommand.class,
      ExportTreeCommand.class,
      ExportWebdatasetCommand.class,
      ExportDmvrCommand.class
    },
    sortOptions = false)
final class ExportCommand implements Runnable {
  @Mixin private HelpOption help;

  final StopSignal stopSignal;

  ExportCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public void run() {
    throw KineticsException.badInput(
        "name a format: kinetics export lists, tree, webdataset or dmvr");
  }
}
