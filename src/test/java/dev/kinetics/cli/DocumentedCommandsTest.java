package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every command that README, docs/ and the help pages tell is understood by the program. A line
 * that is neither ours nor a known other program's fails the test.
 */
class DocumentedCommandsTest {
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

  /** What is no command of ours. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "git clone .*|printf .*|mkdir .*|\\./mvnw .*|bench/run.*|python .*|ln -s .*|tar"
              + " -?x.*|#!/bin/bash|#SBATCH .*|export \\w+=.*|sbatch .*|kubectl .*|curl"
              + " .*|apiVersion.*");

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

  /** Those of a page in which a command of ours stands; others are a program's text. */
  private static List<DocumentedCommands.Block> blocks(Path page) throws IOException {
    return DocumentedCommands.blocks(page).stream()
        .filter(block -> block.lines().stream().anyMatch(line -> line.contains("kinetics ")))
        .toList();
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
}
