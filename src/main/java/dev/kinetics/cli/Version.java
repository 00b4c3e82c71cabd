package dev.kinetics.cli;

import dev.kinetics.process.ProcessRunner;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.ToolStatus;
import dev.kinetics.tool.Tools;
import java.util.ArrayList;
import java.util.List;

/** What {@code --version} prints. */
final class Version {
  private Version() {}

  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    String version = Version.class.getPackage().getImplementationVersion();
    lines.add("kinetics " + (version == null ? "(not packaged)" : version));
    lines.add("java " + System.getProperty("java.version"));
    for (ToolStatus status : new Tools(new ProcessRunner(), ToolOptions.none()).status()) {
      if (!status.name().equals("ffprobe")) {
        lines.add(
            status.works()
                ? status.name()
                    + " "
                    + status.version()
                    + " ("
                    + status.origin()
                    + ", "
                    + status.path()
                    + ")"
                : status.name() + " missing; run 'kinetics setup'");
      }
    }
    return lines;
  }
}
