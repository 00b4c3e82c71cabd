package dev.kinetics.support;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.PackageManager;
import dev.kinetics.tool.SearchPath;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * A program and its arguments, run so that it and its children are killed at a system call.
   *
   * @param calls names of calls, with commas between
   * @param number of these calls of one thread, the one at which it is killed; 0 for none
   * @param log where the calls are listed
   */
  public static List<String> killedAt(String calls, int number, Path log, List<String> command) {
    List<String> all = new ArrayList<>(List.of(program("strace", "strace").toString()));
    all.addAll(List.of("-f", "-qq", "-o", log.toString(), "-e", "trace=" + calls));
    if (number > 0) {
      all.addAll(List.of("-e", "inject=" + calls + ":signal=KILL:when=" + number));
    }
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

  /** A program and its arguments, run with a clock that is put by so much, such as {@code +26h}. */
  public static List<String> withClock(String by, List<String> command) {
    program("faketime", "faketime");
    Path library =
        List.of("x86_64", "aarch64").stream()
            .map(machine -> Path.of("/usr/lib", machine + "-linux-gnu"))
            .flatMap(lib -> List.of(lib, Path.of("/usr/lib64")).stream())
            .map(lib -> lib.resolve("faketime/libfaketimeMT.so.1"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new AssertionError("faketime is there without libfaketimeMT.so.1"));
    // Java waits by another clock, which stays, as stay the times of files.
    List<String> all = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library, "FAKETIME=" + by));
    all.addAll(List.of("DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"));
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
