package dev.kinetics.cli;

import dev.kinetics.process.ProcessRunner;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.ToolStatus;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;

/** What {@code --version} prints. */
final class Version {
  private Version() {}

  /** The program's own version. */
  static String program() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** The commit that the program was built from, in brackets; empty where it is not known. */
  private static String commit() {
    try (InputStream manifest = Version.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      if (manifest == null) {
        return "";
      }
      String commit = new Manifest(manifest).getMainAttributes().getValue("Commit");
      return commit == null || !commit.matches("[0-9a-f]+") ? "" : " (commit " + commit + ")";
    } catch (IOException e) {
      return "";
    }
  }

  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("kinetics " + program() + commit());
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
