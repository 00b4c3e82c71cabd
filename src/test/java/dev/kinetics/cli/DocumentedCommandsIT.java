package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.DocumentedCommands;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command that README, docs/ and the help pages tell is run on the demo's dataset and site,
 * as it is read from the text but for the replacements below. What can't be run here is at least
 * understood by the program. A line that is neither fails the test.
 */
class DocumentedCommandsIT {
  /** What stands for something that is not here, and what takes its place. */
  private static final Map<String, String> REPLACED = new LinkedHashMap<>();

  static {
    REPLACED.put("^(exec )?\\./kinetics", "kinetics");
    REPLACED.put("&& \\./kinetics", "&& kinetics");
    REPLACED.put("--release (400|600|700-2020|700)", "--release demo");
    REPLACED.put("--source \\S+", "--source youtube"); // The mirror has no demo.
    REPLACED.put("^/shared/\\S+/kinetics", "kinetics");
    REPLACED.put("(?<= )/(data|shared|tmp)(/[\\w-]+)?", "elsewhere");
    REPLACED.put("_400_", "_3_");
    REPLACED.put("--sets 50 \\d+", "--sets 2 3");
    REPLACED.put(" yoga zumba", "");
    REPLACED.put("\\byoga\\b", "'playing violin'");
    REPLACED.put("--subset kinetics-sounds", "--subset my.txt");
    REPLACED.put("--shards 1024", "--shards 2");
    REPLACED.put("\\b3/16|/16\\b", "1/1");
    REPLACED.put("\\$SLURM_ARRAY_TASK_ID1/1", "1/1");
    REPLACED.put("\\$\\(\\(JOB_COMPLETION_INDEX \\+ 1\\)\\)1/1", "\\$((0+1))/1");
    REPLACED.put("--min-height 720", "--min-height 240");
    REPLACED.put("\\| less", ">page");
    REPLACED.put("&& open ", "&& test -s ");
  }

  /** What needs a network, a cluster, a terminal or an installation: only understood. */
  private static final Pattern NOT_RUN =
      Pattern.compile(
          "kinetics (demo|doctor|help|annotations --release .*)\\b.*|.*\\b(kinetics"
              + " setup|spark-submit)\\b.*");

  /** What is no command of ours. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "git clone .*|printf .*|mkdir .*|\\./mvnw .*|bench/run.*|python .*|ln -s .*|tar"
              + " -?x.*|#!/bin/bash|#SBATCH .*|export \\w+=.*|sbatch .*|kubectl .*|curl"
              + " .*|apiVersion.*");

  /** Ends with another code than 0, as its page says. */
  private static final Map<String, Integer> CODES = Map.of();

  @TempDir private static Path folder;

  private static String ytDlp;

  @Test
  void theProgramUnderstandsEachCommand() throws IOException {
    List<String> faults = new ArrayList<>();
    int understood = 0;
    for (Path page : DocumentedCommands.pages()) {
      for (DocumentedCommands.Block block : blocks(page)) {
        for (String line : block.lines()) {
          String command = replaced(line);
          if (!command.matches("kinetics .*|spark-submit .*")) {
            if (!OTHERS.matcher(command).matches()) {
              faults.add(block.place() + ": neither ours nor a known other: " + line);
            }
            continue;
          }
          for (String part : command.split("&&")) {
            if (part.strip().matches("kinetics .*|spark-submit .*")) {
              understand(block.place(), part.strip().replaceFirst(".*\\.jar", "kinetics"), faults);
              understood++;
            }
          }
        }
      }
      for (String command : DocumentedCommands.inSentences(page)) {
        understand(page.toString(), command, faults);
        understood++;
      }
    }
    assertThat(faults).isEmpty();
    assertThat(understood).isGreaterThan(150);
  }

  @Test
  void eachCommandRuns() throws IOException {
    prepare();
    List<String> faults = new ArrayList<>();
    int run = 0;
    for (Path page : DocumentedCommands.pages()) {
      for (DocumentedCommands.Block block : blocks(page)) {
        Path place = Files.createTempDirectory(folder, "block");
        for (String line : block.lines()) {
          String command = replaced(line);
          if (command.matches("(kinetics|printf) .*") && !NOT_RUN.matcher(command).matches()) {
            run(block.place(), line, command, place, faults);
            run++;
          }
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(run).isGreaterThan(80);
  }

  /** Those of a page in which a command of ours stands; others are a program's text. */
  private static List<DocumentedCommands.Block> blocks(Path page) throws IOException {
    return DocumentedCommands.blocks(page).stream()
        .filter(block -> block.lines().stream().anyMatch(line -> line.contains("kinetics ")))
        .toList();
  }

  /** A dataset of the demo's clips, and metadata of its sound. */
  private static void prepare() throws IOException {
    ytDlp = TestTools.tools().ytDlp().tool().path().toAbsolutePath().toString();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path program = bin.resolve("kinetics");
    List<String> command =
        Kinetics.in(folder)
            .withJavaOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .command();
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
    command.forEach(word -> script.append(" '").append(word).append('\''));
    Files.writeString(program, script + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path ready = Files.createDirectory(folder.resolve("ready"));
    Files.writeString(ready.resolve("my.txt"), "pole vault\n");
    Files.writeString(ready.resolve("classes.txt"), "pole vault\n");
    Files.createDirectories(ready.resolve("MMACTION2/data"));
    Kinetics.Result made =
        bash(
            ready,
            "kinetics download --all --release demo && kinetics sound --all"
                + " && kinetics meta sound --save resources/kinetics_sound"
                + " && cp resources/kinetics_sound_3_train.json train.json"
                + " && cp resources/kinetics_sound_3_val.json valid.json"
                + " && cp resources/kinetics_sound_3_classes.json classes.json");
    assertThat(made.exitCode()).as("%s", made).isZero();
  }

  private static String replaced(String line) {
    String command = line;
    for (Map.Entry<String, String> replacement : REPLACED.entrySet()) {
      command = command.replaceAll(replacement.getKey(), replacement.getValue());
    }
    return command;
  }

  /** Whether the program's own parser takes it. */
  private static void understand(String place, String command, List<String> faults) {
    List<String> words =
        DocumentedCommands.words(command.replaceAll("\\[[^]]*]| (…|\\.\\.\\.)", "")).stream()
            .skip(1)
            .toList();
    if (words.isEmpty() || words.contains("SUBCOMMAND")) {
      return;
    }
    String[] all = Main.withoutHelp(words.toArray(String[]::new));
    try {
      Main.commandLine(all, null).parseArgs(all);
    } catch (CommandLine.MissingParameterException e) {
      // In a sentence it may be named without what it asks for.
    } catch (CommandLine.ParameterException e) {
      faults.add(place + ": " + command + ": " + e.getMessage());
    }
  }

  /** Runs it in a block's folder, which first gets what the command is about. */
  private static void run(String page, String line, String command, Path place, List<String> faults)
      throws IOException {
    if (Files.notExists(place.resolve("my.txt"))) {
      boolean begins = command.matches("(printf|kinetics (download|probe|list|annotations)) .*");
      bash(folder, "cp -al ready/. '" + place + "'");
      if (begins) {
        bash(place, "rm -rf dataset resources");
      }
    }
    if (command.matches("kinetics (?!download).*(--dataset-dir|adopt) elsewhere.*")
        && Files.notExists(place.resolve("elsewhere"))) {
      bash(place, "cp -al ../ready/dataset elsewhere");
    }
    if (command.matches(".*(--frames|meta frames)\\b.*")) {
      bash(place, "kinetics frames --all");
    }
    String release =
        command.matches("kinetics (download|probe|list-c).*") && !command.contains("--release")
            ? command + " --release demo"
            : command;
    Kinetics.Result result = bash(place, release);
    int wanted = CODES.getOrDefault(line, 0);
    if (result.exitCode() != wanted) {
      faults.add(page + ": " + line + "\n    as: " + release + "\n" + result);
    }
  }

  private static Kinetics.Result bash(Path place, String line) {
    return Kinetics.in(place)
        .with("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"))
        .with("KINETICS_YT_DLP", ytDlp)
        .start(List.of("bash", "-c", line))
        .await();
  }
}
