package dev.kinetics.cli.option;

import dev.kinetics.engine.BlockGate;
import dev.kinetics.error.KineticsException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long and how often is waited when the site blocks this address. */
@Heading(Heading.NETWORK)
public final class BlockOptions {
  @Option(
      names = "--block-wait",
      paramLabel = "TIME",
      defaultValue = "60m",
      converter = DurationConverter.class,
      description =
          "How long to wait when the site blocks this address, twice as long each time"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration blockWait;

  @Option(
      names = "--max-blocks",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many such waits in a row before giving up (default: ${DEFAULT-VALUE}).")
  private int maxBlocks;

  /**
   * What the options say.
   *
   * @throws KineticsException when that is less than no wait
   */
  public BlockGate.Patience patience() {
    if (maxBlocks < 0) {
      throw KineticsException.badInput("--max-blocks is " + maxBlocks + "; it must be 0 or more");
    }
    return new BlockGate.Patience(blockWait, maxBlocks);
  }
}
