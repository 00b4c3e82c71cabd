package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Kinetics.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, in a folder of its own with a copy of the jar: without sources, it has
 * nothing to build.
 */
class LauncherIT {
  /** A program that has its archive, for tests that are not about that. */
  @TempDir private static Path ready;

  private static Path readyLauncher;

  @TempDir Path folder;
  private Path launcher;
  private Path jar;
  private Path archive;

  @BeforeAll
  static void installOne() throws IOException {
    readyLauncher = installed(ready);
    Result first = Kinetics.in(ready).start(List.of(readyLauncher.toString(), "--version")).await();
    assertThat(first.exitCode()).as("%s", first).isZero();
    assertThat(readyLauncher.resolveSibling("target/kinetics.jsa")).exists();
  }

  @BeforeEach
  void install() throws IOException {
    launcher = installed(folder);
    jar = launcher.resolveSibling("target/kinetics.jar");
    archive = launcher.resolveSibling("target/kinetics.jsa");
  }

  /** A copy of the program, by its launcher. */
  private static Path installed(Path folder) throws IOException {
    Path built = Path.of(System.getProperty("kinetics.jar")).toAbsolutePath();
    Path top = Files.createDirectory(folder.resolve("a folder")).toRealPath();
    Path target = Files.createDirectory(top.resolve("target"));
    Files.copy(built, target.resolve("kinetics.jar"));
    return Files.copy(built.getParent().resolveSibling("kinetics"), top.resolve("kinetics"));
  }

  @Test
  void runsFromAnyFolderAndThroughLinks() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("relative"), Path.of("..", "a folder", "kinetics"));
    Files.createSymbolicLink(bin.resolve("kinetics"), bin.resolve("relative"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("linked folder"), launcher.getParent());

    Result direct = run(elsewhere, Map.of(), launcher.toString(), "list-classes");
    Result linked = run(elsewhere, Map.of(), "../bin/kinetics", "list-classes");
    String path = bin + ":" + System.getenv("PATH");
    Result found = run(elsewhere, Map.of("PATH", path), "env", "kinetics", "list-classes");
    FileTime made = Files.getLastModifiedTime(archive);
    Result throughFolder =
        run(folder, Map.of(), "/bin/bash", "linked folder/kinetics", "list-classes");

    assertThat(direct.exitCode()).as(direct.toString()).isZero();
    assertThat(direct.err()).isEmpty();
    assertThat(direct.lines()).hasSize(400).startsWith("abseiling").endsWith("zumba");
    assertThat(List.of(linked.out(), found.out(), throughFolder.out())).containsOnly(direct.out());
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** As in cron and in containers. */
  @Test
  void opensFilesOfAnyNameWithoutALocale() {
    String commands =
        "d=$(printf 'gr\\303\\266\\303\\237e'); mkdir \"$d\"; cd \"$d\"; printf"
            + " 'label,youtube_id,time_start,time_end,split\\n"
            + "zumba,x,0,10,train\\n"
            + "' > l.csv; exec env -u LC_ALL -u LC_CTYPE -u LANG \"$0\" download --all --dry-run"
            + " --quiet --annotations l.csv --dataset-dir \"$PWD/ds\"";

    Result result = run(folder, Map.of(), "sh", "-c", commands, readyLauncher.toString());

    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @Test
  void namesOutsideAsciiWorkUnderTheLocaleOfContainers() throws IOException {
    Path lists = Files.createDirectory(folder.resolve("lists"));
    Files.writeString(
        lists.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\n"
            + "tir \u00e0 l'arc,a,0,10,train\n"
            + "zumba,b,0,10,train\n");
    // Told in octal: this Java itself may not be able to pass such an argument.
    String command =
        "name=$(printf 'tir \\303\\240 l\\047arc')\n"
            + "folder=$(printf 'd\\303\\251')/train/$(printf 'tir_\\303\\240_l\\047arc')\n"
            + "mkdir -p \"$folder\" && : >\"$folder/a.mp4\"\n"
            + "exec \"$@\" stats --json --annotations list.csv --classes \"$name\" \\\n"
            + "  --dataset-dir \"$(printf 'd\\303\\251')\"";
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    for (List<String> program :
        List.of(
            List.of(readyLauncher.toString()),
            List.of(
                java.toString(),
                "-Xmx200m",
                "-jar",
                readyLauncher.resolveSibling("target/kinetics.jar").toString()))) {
      List<String> line = new ArrayList<>(List.of("sh", "-c", command, "sh"));
      line.addAll(program);

      Result result = run(lists, Map.of("LC_ALL", "C", "LANG", "C"), line.toArray(String[]::new));

      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(result.out().replaceAll("\\s", "")).contains("\"wanted\":1,\"there\":1");
    }
  }

  @Test
  void passesArgumentsUnchanged() {
    Result spaces =
        run(folder, Map.of(), readyLauncher.toString(), "--odd name", "*", "", "$HOME", "-Xmx1m");
    Result list =
        run(folder, Map.of(), readyLauncher.toString(), "list-classes", "--release", "4 0'0");

    assertThat(spaces.exitCode()).isEqualTo(2);
    assertThat(spaces.err()).contains("'--odd name'").contains("'*'").contains("'$HOME'");
    assertThat(spaces.err()).contains("'-Xmx1m'");
    assertThat(list.exitCode()).isEqualTo(2);
    assertThat(list.err()).contains("there is no release '4 0'0'");
  }

  @Test
  void passesSignalsToTheProgram() throws Exception {
    assertThat(exitAfter("TERM")).isEqualTo(143);
    assertThat(exitAfter("INT")).isEqualTo(130);
  }

  /** Sends a signal to a download whose list never comes, for it is read from a pipe. */
  private int exitAfter(String signal) throws Exception {
    Path pipe = folder.resolve("list-" + signal + ".csv");
    assertThat(run(folder, Map.of(), "mkfifo", pipe.toString()).exitCode()).isZero();
    List<String> command =
        List.of(readyLauncher.toString(), "download", "--all", "--annotations", pipe.toString());
    try (Kinetics.Run run = Kinetics.in(folder).start(command)) {
      // Opening the pipe succeeds once the program has it open for reading: then it is at work.
      try (OutputStream list = Files.newOutputStream(pipe)) {
        list.flush();
        String kill = "kill -" + signal + " " + run.handle().pid();
        assertThat(run(folder, Map.of(), "sh", "-c", kill).exitCode()).isZero();
        // The list ends only after the signal was heard; the program waits for its work to end.
        Thread.sleep(2000);
      }
      return run.await().exitCode();
    }
  }

  @Test
  void remakesTheArchiveWhenTheJarOrJavaChanges() throws IOException {
    run(folder, Map.of(), launcher.toString(), "list-classes");
    Object first = key(archive);
    run(folder, Map.of(), launcher.toString(), "list-classes");
    assertThat(key(archive)).isEqualTo(first);

    // Also to an earlier time, as when an older jar is put back.
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    Result changed = run(folder, Map.of(), launcher.toString(), "list-classes");
    Object second = key(archive);
    assertThat(changed.lines()).hasSize(400);
    assertThat(second).isNotEqualTo(first);

    Files.writeString(archive, "damaged");
    Result damaged = run(folder, Map.of(), launcher.toString(), "list-classes");
    assertThat(damaged.lines()).as(damaged.toString()).hasSize(400);
    assertThat(damaged.err()).isEmpty();

    Path javaHome = Files.createDirectories(folder.resolve("other java"));
    Path real = Path.of(System.getProperty("java.home"));
    Files.createDirectory(javaHome.resolve("bin"));
    script(javaHome.resolve("bin/java"), "exec '" + real.resolve("bin/java") + "' \"$@\"");
    Files.copy(real.resolve("release"), javaHome.resolve("release"));
    Map<String, String> other = Map.of("JAVA_HOME", javaHome.toString());
    assertThat(run(folder, other, launcher.toString(), "list-classes").lines()).hasSize(400);
    assertThat(key(archive)).isNotEqualTo(second);
    assertThat(Files.size(archive)).isGreaterThan(1_000_000);
  }

  @Test
  void saysWhichJavaIsNeeded() throws IOException {
    Path javaHome = Files.createDirectories(folder.resolve("old java"));
    Files.createDirectory(javaHome.resolve("bin"));
    script(javaHome.resolve("bin/java"), "echo started; exit 1");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Map<String, String> old = Map.of("JAVA_HOME", javaHome.toString());
    Map<String, String> none = Map.of("JAVA_HOME", folder.resolve("nowhere").toString());

    for (Map<String, String> environment : List.of(old, none)) {
      Result result = run(folder, environment, launcher.toString(), "list-classes");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines()).singleElement().asString().contains("17 or newer");
    }
  }

  @Test
  void buildsOnceWhenTwoStartAndNoJarIsThere() throws IOException {
    sources("echo \"goals $*\" >>calls; sleep 2; cp saved.jar target/kinetics.jar");
    Files.move(jar, launcher.resolveSibling("saved.jar"));

    try (Kinetics.Run one =
            Kinetics.in(folder).start(List.of(launcher.toString(), "list-classes"));
        Kinetics.Run two =
            Kinetics.in(folder).start(List.of(launcher.toString(), "list-classes"))) {
      assertThat(List.of(one.await().lines().size(), two.await().lines().size())).containsOnly(400);
    }

    assertThat(launcher.resolveSibling("calls")).content().hasLineCount(1);
    assertThat(launcher.resolveSibling("target")).isDirectoryNotContaining("glob:**lock");
  }

  @Test
  void buildsAnewWhenASourceIsNewerAndKeepsTheOldJarWhenThatFails() throws IOException {
    sources("echo compiler says; exit 1");
    Result fresh = run(folder, Map.of(), launcher.toString(), "list-classes");
    Path source = launcher.resolveSibling("src/main/java/dev/kinetics/cli/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    Result failed = run(folder, Map.of(), launcher.toString(), "list-classes");

    assertThat(fresh.err()).isEmpty();
    assertThat(fresh.lines()).hasSize(400);
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("building").contains("compiler says").contains("failed");
    assertThat(jar).exists();
    assertThat(launcher.resolveSibling("target")).isDirectoryNotContaining("glob:**lock");
  }

  /** Makes the folder look like a checkout, older than the jar, with a build that does this. */
  private void sources(String build) throws IOException {
    Path top = launcher.getParent();
    Path room = Files.createDirectories(top.resolve("src/main/java/dev/kinetics/cli"));
    List<Path> all = new ArrayList<>();
    all.add(Files.createFile(room.resolve("Main.java")));
    all.addAll(List.of(room, room.getParent(), Files.createDirectory(top.resolve("resources"))));
    all.add(Files.createFile(top.resolve("pom.xml")));
    for (Path path : all) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }
    script(top.resolve("mvnw"), build);
  }

  private static void script(Path file, String content) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + content + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What tells one file from another in its place. */
  private static Object key(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file);
  }

  private Result run(Path directory, Map<String, String> environment, String... command) {
    return Kinetics.in(directory)
        .with(environment)
        .within(Duration.ofMinutes(2))
        .start(Arrays.asList(command))
        .await();
  }
}
