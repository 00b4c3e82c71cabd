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

  /** The program's own version. */
  static String program() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("kinetics " + program());
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
