package dev.kinetics.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's Python with the packages that readers of datasets are made of. What is missing is
 * installed (root on Debian or Ubuntu), or the test fails and says what to install.
 */
public final class Python {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final List<String> MODULES = List.of("torch", "torchvision", "av", "yaml");
  private static final List<String> PACKAGES =
      List.of("python3-torch", "python3-torchvision", "python3-av", "python3-yaml");

  private Python() {}

  /** Runs a script and gives the lines that it printed. */
  public static List<String> run(String script, String... arguments) {
    install();
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-c", script));
    command.addAll(List.of(arguments));
    Done done = start(command);
    if (done.exitCode() != 0) {
      throw new AssertionError(done.output());
    }
    return done.output().lines().toList();
  }

  private static synchronized void install() {
    if (hasModules()) {
      return;
    }
    List<String> install =
        new ArrayList<>(List.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "install", "-y"));
    install.add("--no-install-recommends");
    install.addAll(PACKAGES);
    String said =
        Files.isExecutable(Path.of("/usr/bin/apt-get"))
            ? start(List.of("apt-get", "-q", "update")).output() + start(install).output()
            : "there is no apt-get here";
    if (!hasModules()) {
      throw new AssertionError(
          "the readers of exports are missing for "
              + PYTHON
              + ": install "
              + String.join(" ", PACKAGES)
              + " (Debian, Ubuntu) as root\n"
              + said);
    }
  }

  private static boolean hasModules() {
    return Files.isExecutable(PYTHON)
        && start(List.of(PYTHON.toString(), "-c", "import " + String.join(", ", MODULES)))
                .exitCode()
            == 0;
  }

  private record Done(int exitCode, String output) {}

  private static Done start(List<String> command) {
    try {
      Path errors = Files.createTempFile("python", ".err");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      builder.environment().put("PYTHONWARNINGS", "ignore");
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("did not end: " + command);
      }
      int exitCode = process.exitValue();
      String said = exitCode == 0 ? output : output + Files.readString(errors);
      Files.delete(errors);
      return new Done(exitCode, said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
