package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/options.md is the program's own help, page after page. */
class OptionReferenceTest {
  private static final Path REFERENCE = Path.of("docs", "options.md");

  /** Writes it anew in place of comparing it. */
  private static final String WRITE = "docs.write";

  @Test
  void isWhatTheProgramSays() throws IOException {
    String reference = reference();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(REFERENCE, reference);
    }
    assertThat(Files.readString(REFERENCE))
        .as("%s; make it anew: ./mvnw test -Dtest=%s -D%s=true", REFERENCE, name(), WRITE)
        .isEqualTo(reference);
  }

  private static String name() {
    return OptionReferenceTest.class.getSimpleName();
  }

  private static String reference() {
    StringBuilder text =
        new StringBuilder(
            """
            # All options

            What `kinetics SUBCOMMAND --help` prints, of each subcommand. The build makes this page.
            """);
    CommandLine main = Main.commandLine(new String[] {"generate-completion", "--help"}, null);
    List<CommandLine> commands = new ArrayList<>(List.of(main));
    for (int i = 0; i < commands.size(); i++) {
      CommandLine command = commands.get(i);
      commands.addAll(i + 1, command.getSubcommands().values());
      text.append("\n## ")
          .append(command.getCommandSpec().qualifiedName())
          .append("\n\n```text\n")
          .append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
          .append("\n```\n");
    }
    return text.toString();
  }
}
