package dev.kinetics.support;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.PackageManager;
import dev.kinetics.tool.SearchPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs of Linux by which tests trouble the program. Where one is missing, the system's package
 * manager gets it if this user may do that; else the test fails and says how to get it.
 */
public final class LinuxTools {
  private static final ProcessRunner RUNNER = new ProcessRunner();

  private LinuxTools() {}

  /**
   * A program and its arguments, run so that the system calls of it and its children are listed.
   *
   * @param calls their names, with commas between
   * @param log a line a call: the thread's number, and the call
   */
  public static List<String> listing(String calls, Path log, List<String> command) {
    return traced(List.of("-e", "trace=" + calls), log, command);
  }

  /**
   * A program and its arguments, run so that whoever of it and its children comes to a system call
   * is killed there.
   *
   * @param call its name
   * @param number which one of a thread's calls of that name
   */
  public static List<String> killedAt(String call, int number, Path log, List<String> command) {
    String kill = "inject=" + call + ":signal=KILL:when=" + number;
    return traced(List.of("-e", "trace=" + call, "-e", kill), log, command);
  }

  private static List<String> traced(List<String> options, Path log, List<String> command) {
    List<String> all = new ArrayList<>(List.of(program("strace", "strace").toString()));
    all.addAll(List.of("-f", "-qq", "-o", log.toString()));
    all.addAll(options);
    all.addAll(command);
    return all;
  }

  /** A program and its arguments, run on a machine of this name that shares all but that name. */
  public static List<String> onHost(String name, List<String> command) {
    String unshare = program("unshare", "util-linux").toString();
    List<String> tried = new ArrayList<>();
    for (List<String> way :
        List.of(List.of("--uts"), List.of("--user", "--map-root-user", "--uts"))) {
      List<String> all = new ArrayList<>(List.of(unshare));
      all.addAll(way);
      ToolResult result = run(with(all, "true"));
      if (result.ok()) {
        all.addAll(
            List.of("sh", "-c", "echo \"$0\" > /proc/sys/kernel/hostname && exec \"$@\"", name));
        all.addAll(command);
        return all;
      }
      tried.add(String.join(" ", way) + ": " + result.firstErrorLine());
    }
    throw new AssertionError(
        "no machine with another name ("
            + String.join("; ", tried)
            + "): run as root, or allow user namespaces");
  }

  /**
   * A program and its arguments, run with a clock that is put by so much; those that it waits by,
   * and the times of files, stay.
   *
   * @param place where the library that does so is put
   */
  public static List<String> withClock(Duration by, Path place, List<String> command) {
    return preloaded("put-clock", place, List.of("PUT_CLOCK_SECONDS=" + by.toSeconds()), command);
  }

  /**
   * A program and its arguments, run on a disk with a fault: a file of this name can't be read past
   * so many bytes.
   *
   * @param place where the library that does so is put
   */
  public static List<String> withFault(String file, long bytes, Path place, List<String> command) {
    List<String> variables = List.of("FAULT_FILE=" + file, "FAULT_BYTES=" + bytes);
    return preloaded("read-fault", place, variables, command);
  }

  private static List<String> preloaded(
      String name, Path place, List<String> variables, List<String> command) {
    Path library = place.resolve(name + ".so");
    if (!Files.exists(library)) {
      Path source = place.resolve(name + ".c");
      try (InputStream in = LinuxTools.class.getResourceAsStream("/" + name + ".c")) {
        Files.copy(in, source);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      String compiler = program("gcc", "gcc").toString();
      ToolResult result =
          run(List.of(compiler, "-shared", "-fPIC", "-o", library.toString(), source.toString()));
      if (!result.ok()) {
        throw new AssertionError("install gcc and the C library's headers: " + result.errors());
      }
    }
    List<String> all = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library));
    all.addAll(variables);
    all.addAll(command);
    return all;
  }

  private static synchronized Path program(String name, String packageName) {
    SearchPath path = SearchPath.of(System.getenv());
    Optional<Path> found = path.find(name);
    if (found.isPresent()) {
      return found.get();
    }
    String hint = "install the package " + packageName;
    try {
      Optional<PackageManager> manager = PackageManager.find(path, RUNNER, line -> {});
      if (manager.isPresent()) {
        hint = String.join("; ", manager.get().commands(List.of(packageName)));
        if (manager.get().isAllowed()) {
          manager.get().install(List.of(packageName));
        }
      }
    } catch (KineticsException e) {
      hint += " (" + e.getMessage() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    String way = hint;
    return path.find(name)
        .orElseThrow(() -> new AssertionError(name + " is missing, which this test needs: " + way));
  }

  private static ToolResult run(List<String> command) {
    try {
      return RUNNER.run(ToolCall.of(command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static List<String> with(List<String> command, String word) {
    List<String> all = new ArrayList<>(command);
    all.add(word);
    return all;
  }
}
