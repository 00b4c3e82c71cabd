package dev.kinetics.cli;

import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.format.DmvrFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "dmvr",
    description =
        "Write TFRecords of SequenceExamples, pictures and sound, straight from the clips: for"
            + " DMVR, Scenic (ViViT, MBT) and the TF Model Garden.",
    sortOptions = false)
final class ExportDmvrCommand implements Callable<Integer> {
  @Mixin private ExportOptions export;

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "256",
      description = "The pictures' shorter side; 0 keeps the size (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "25",
      description = "Pictures a second (default: ${DEFAULT-VALUE}).")
  private double framesPerSecond;

  @Option(
      names = "--quality",
      paramLabel = "1..100",
      defaultValue = "75",
      description = "JPEG quality (default: ${DEFAULT-VALUE}).")
  private int quality;

  @Option(
      names = "--sound",
      paramLabel = "HZ",
      defaultValue = "0",
      description = "Add the sound at this rate; leave out clips without sound (default: none).")
  private int soundRate;

  @Option(
      names = "--melspec",
      description = "Add log-mel spectrograms, one step per second. Experimental.")
  private boolean melspec;

  @ParentCommand private ExportCommand parent;

  @Override
  public Integer call() throws InterruptedException {
    if (shortSide < 0 || shortSide > 16_384) {
      throw KineticsException.badInput("--short-side is " + shortSide + "; it must be 0 to 16384");
    }
    if (!(framesPerSecond > 0 && framesPerSecond <= 1000)) {
      throw KineticsException.badInput("--fps is " + framesPerSecond + "; it must be 0 to 1000");
    }
    if (quality < 1 || quality > 100) {
      throw KineticsException.badInput("--quality is " + quality + "; it must be 1 to 100");
    }
    if (soundRate < 0 || soundRate > 768_000) {
      throw KineticsException.badInput("--sound is " + soundRate + "; it must be 1 to 768000");
    }
    DmvrFormat format = new DmvrFormat(shortSide, framesPerSecond, quality, soundRate, melspec);
    return export.run(parent.stopSignal, TestClips.VAL, format.kinds(), table -> format);
  }
}
