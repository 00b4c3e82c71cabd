package dev.kinetics.cli;

import dev.kinetics.error.KineticsException;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.SiteOptions;
import dev.kinetics.tool.Tools;
import java.nio.file.Path;

/** Where the lists and videos of the chosen release are; for the demo, its own site is started. */
final class ReleaseAccess implements AutoCloseable {
  private final DatasetOptions dataset;
  private final Tools tools;

  private ReleaseAccess(DatasetOptions dataset, Tools tools) {
    this.dataset = dataset;
    this.tools = tools;
  }

  static ReleaseAccess open(
      DatasetOptions dataset, ToolOptionsGroup toolOptions, StopSignal stopSignal) {
    return new ReleaseAccess(dataset, toolOptions.tools(stopSignal));
  }

  Tools tools() {
    return tools;
  }

  Path annotations() {
    if (dataset.annotations != null) {
      return dataset.annotations;
    }
    throw KineticsException.unavailable("no list");
  }

  String urlTemplate(String asked) {
    return asked == null ? SiteOptions.YOUTUBE : asked;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
