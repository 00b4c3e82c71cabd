package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The system's package manager, and how this user may use it. */
public final class PackageManager {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Path APT_LISTS = Path.of("/var/lib/apt/lists");
  private static final Pattern APT_CANDIDATE =
      Pattern.compile("^ +Candidate: +(?:\\d+:)?(\\d\\S*)", Pattern.MULTILINE);

  /** Those that we know. */
  public enum Kind {
    APT("apt-get"),
    DNF("dnf"),
    BREW("brew");

    private final String program;

    Kind(String program) {
      this.program = program;
    }
  }

  private final Kind kind;
  private final Path program;
  private final List<String> prefix;
  private final ProcessRunner runner;
  private final Consumer<String> progress;

  private PackageManager(
      Kind kind,
      Path program,
      List<String> prefix,
      ProcessRunner runner,
      Consumer<String> progress) {
    this.kind = kind;
    this.program = program;
    this.prefix = prefix;
    this.runner = runner;
    this.progress = progress;
  }

  /**
   * The one of this system. Homebrew asks for no root, and refuses it; the others run through sudo
   * unless this user is root.
   *
   * @param progress is told each command before it runs
   */
  public static Optional<PackageManager> find(
      SearchPath path, ProcessRunner runner, Consumer<String> progress)
      throws InterruptedException {
    for (Kind kind : Kind.values()) {
      Optional<Path> program = path.find(kind.program);
      if (program.isPresent()) {
        List<String> prefix = new ArrayList<>();
        if (kind != Kind.BREW && !isRoot(path, runner)) {
          prefix.add(path.find("sudo").map(Path::toString).orElse(""));
        }
        return Optional.of(new PackageManager(kind, program.get(), prefix, runner, progress));
      }
    }
    return Optional.empty();
  }

  public Kind kind() {
    return kind;
  }

  /** What a person would type. */
  public String name() {
    return kind.program;
  }

  /** Whether this user is let install anything: root, or one with sudo, or Homebrew's. */
  public boolean isAllowed() {
    return !prefix.contains("");
  }

  /** The commands that {@link #install} runs, as a person would type them. */
  public List<String> commands(List<String> packages) {
    List<String> commands = new ArrayList<>();
    if (kind == Kind.APT && listsAreAbsent()) {
      commands.add(shown(command(List.of("update"))));
    }
    commands.add(shown(command(installing(packages))));
    return commands;
  }

  /**
   * Installs packages. The lists of packages are fetched first when there are none, or else when
   * the installing fails: they may be old.
   *
   * @throws KineticsException when they can't be installed (exit code 3)
   */
  public void install(List<String> packages) throws InterruptedException {
    boolean fetched = fetchListsIfAbsent();
    ToolResult result = run(command(installing(packages)));
    if (!result.ok() && kind == Kind.APT && !fetched) {
      run(command(List.of("update")));
      result = run(command(installing(packages)));
    }
    if (!result.ok()) {
      throw KineticsException.unavailable(
          name() + " could not install " + String.join(" ", packages) + ": " + fault(result));
    }
  }

  /** The packages that hold these shared libraries, for example {@code libpulse.so.0}. */
  public List<String> packagesOf(List<String> libraries) throws InterruptedException {
    List<String> packages = new ArrayList<>();
    for (String library : libraries) {
      if (kind == Kind.DNF) {
        packages.add(library + (System.getProperty("os.arch").contains("64") ? "()(64bit)" : ""));
      } else {
        String name = debianName(library);
        packages.add(isKnown(name + "t64") ? name + "t64" : name);
      }
    }
    return packages;
  }

  /**
   * The package of a library by Debian's rule for names (Debian Policy 8.1): {@code
   * libxcb-shm.so.0} is in {@code libxcb-shm0}. Where times became 64 bits wide some have {@code
   * t64} behind.
   */
  static String debianName(String library) {
    Matcher parts = Pattern.compile("(.+?)\\.so(?:\\.(\\d+).*)?").matcher(library);
    if (!parts.matches() || parts.group(2) == null) {
      return library;
    }
    String name = parts.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
    String hyphen = Character.isDigit(name.charAt(name.length() - 1)) ? "-" : "";
    return name + hyphen + parts.group(2);
  }

  /** The version of a package that apt would install; empty where it is not known. */
  Optional<String> candidate(String packageName) throws InterruptedException {
    Matcher version = APT_CANDIDATE.matcher(ask("policy", packageName));
    return version.find() ? Optional.of(version.group(1)) : Optional.empty();
  }

  /** Fetches the lists of packages where there are none; whether it did. */
  public boolean fetchListsIfAbsent() throws InterruptedException {
    if (kind != Kind.APT || !listsAreAbsent()) {
      return false;
    }
    run(command(List.of("update"))); // If it fails, the installing says why.
    return true;
  }

  boolean listsAreAbsent() {
    try (Stream<Path> lists = Files.list(APT_LISTS)) {
      return lists.noneMatch(list -> list.getFileName().toString().contains("_Packages"));
    } catch (IOException e) {
      return true;
    }
  }

  private boolean isKnown(String packageName) throws InterruptedException {
    return candidate(packageName).isPresent();
  }

  private String ask(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.resolveSibling("apt-cache").toString());
    command.addAll(List.of(arguments));
    try {
      return runner
          .run(
              ToolCall.of(command)
                  .withEnvironment(Map.of("LC_ALL", "C"))
                  .withTimeout(Duration.ofMinutes(1)))
          .output();
    } catch (KineticsException e) {
      return ""; // Without apt-cache nothing is known.
    }
  }

  private List<String> installing(List<String> packages) {
    List<String> arguments = new ArrayList<>(List.of("install"));
    switch (kind) {
      case APT ->
          // Another apt may be at work, on a new machine above all.
          arguments.addAll(
              List.of("-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"));
      case DNF -> arguments.add("-y");
      case BREW -> {}
    }
    arguments.addAll(packages);
    return arguments;
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    if (kind == Kind.APT) {
      command.addAll(List.of("env", "DEBIAN_FRONTEND=noninteractive")); // sudo drops variables.
    }
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  private ToolResult run(List<String> command) throws InterruptedException {
    if (!isAllowed()) {
      throw KineticsException.unavailable(
          "this user is not root and has no sudo; have an administrator run: "
              + shown(command.subList(1, command.size())));
    }
    progress.accept(shown(command));
    return runner.run(ToolCall.of(command).withTimeout(PATIENCE));
  }

  /** Without what only a machine needs to read. */
  private static String shown(List<String> command) {
    List<String> words = new ArrayList<>();
    for (String word : command) {
      if (!word.isEmpty() && !word.equals("env") && !word.startsWith("DEBIAN_FRONTEND=")) {
        words.add(word.matches("[\\w@%+=:,./-]+") ? word : "'" + word + "'");
      }
    }
    return String.join(" ", words);
  }

  /** apt marks its errors; what stands before them is chatter. */
  private static String fault(ToolResult result) {
    return result
        .errors()
        .lines()
        .filter(line -> line.startsWith("E: "))
        .findFirst()
        .orElseGet(result::firstErrorLine);
  }

  private static boolean isRoot(SearchPath path, ProcessRunner runner) throws InterruptedException {
    Optional<Path> id = path.find("id");
    return id.isPresent()
        && runner.run(ToolCall.of(List.of(id.get().toString(), "-u"))).output().strip().equals("0");
  }
}
