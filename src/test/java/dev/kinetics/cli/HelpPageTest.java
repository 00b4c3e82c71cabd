package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every page of help that there is. */
class HelpPageTest {
  private static List<CommandLine> all() {
    CommandLine main = Main.commandLine(new String[] {"generate-completion", "--help"}, null);
    List<CommandLine> all = new ArrayList<>(List.of(main));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    return all;
  }

  @Test
  void everyPageFitsAndShowsExamplesAndExitCodes() {
    assertThat(all()).hasSizeGreaterThan(20);
    for (CommandLine command : all()) {
      String page = command.getUsageMessage();
      String name = command.getCommandSpec().qualifiedName();
      assertThat(page.lines()).as(page).allMatch(line -> line.length() <= 100);
      assertThat(page).as(page).contains("Exit codes:", "130, 143", "Examples:");
      assertThat(page.substring(page.indexOf("Examples:")).lines().filter(l -> l.contains(name)))
          .as(page)
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void everyOptionWithADefaultShowsIt() {
    List<String> without = new ArrayList<>();
    for (CommandLine command : all()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        String words = String.join(" ", option.description());
        if (words.isEmpty() || option.defaultValue() != null && !words.contains("default")) {
          without.add(command.getCommandName() + " " + option.longestName());
        }
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void optionsStandUnderHeadingsTheRareOnesLast() {
    String page =
        all().stream()
            .filter(command -> command.getCommandName().equals("download"))
            .findFirst()
            .orElseThrow()
            .getUsageMessage();
    assertThat(page)
        .containsSubsequence(
            "Selection:",
            "--classes",
            "Dataset:",
            "--release",
            "Options:",
            "Picture:",
            "--short-side",
            "Network:",
            "--proxy",
            "Tools:",
            "--ffmpeg");
  }

  @Test
  void helpOfASubcommandIsItsHelpOption() {
    assertThat(Main.withoutHelp(new String[] {"help", "export", "lists"}))
        .containsExactly("export", "lists", "--help");
    assertThat(Main.withoutHelp(new String[] {"help"})).containsExactly("--help");
    assertThat(Main.withoutHelp(new String[] {"help", "nothing"})).containsExactly("nothing");
    assertThat(Main.withoutHelp(new String[] {"stats", "help"})).containsExactly("stats", "help");
  }
}
