package dev.kinetics.cli;

import dev.kinetics.annotations.Release;
import dev.kinetics.demo.DemoRelease;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.SiteOptions;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import java.nio.file.Path;

/** Where the lists and videos of the chosen release are; for the demo, its own site is started. */
final class ReleaseAccess implements AutoCloseable {
  private final DatasetOptions dataset;
  private final Tools tools;
  private final DemoRelease demo;

  private ReleaseAccess(DatasetOptions dataset, Tools tools) {
    this.dataset = dataset;
    this.tools = tools;
    this.demo = new DemoRelease(tools::ffmpeg, UserCache.root());
  }

  static ReleaseAccess open(
      DatasetOptions dataset, ToolOptionsGroup toolOptions, StopSignal stopSignal) {
    return new ReleaseAccess(dataset, toolOptions.tools(stopSignal));
  }

  Tools tools() {
    return tools;
  }

  /** The list: the one that a person named, the demo's, or the release's, fetched once. */
  Path annotations() {
    if (dataset.annotations != null) {
      return dataset.annotations;
    }
    if (dataset.release == Release.DEMO) {
      return demo.annotations();
    }
    try (FetchBar bar = new FetchBar(dataset.quiet)) {
      return dataset.hosts.lists(bar).get(dataset.release);
    }
  }

  /** The address of a video; the demo's site is started for it. */
  String urlTemplate(String asked) {
    if (asked != null) {
      return asked;
    }
    if (dataset.release == Release.DEMO && dataset.annotations == null) {
      try {
        return demo.urlTemplate();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return SiteOptions.YOUTUBE;
  }

  @Override
  public void close() {
    demo.close();
  }
}
