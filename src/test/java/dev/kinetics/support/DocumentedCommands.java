package dev.kinetics.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README.md and the pages of docs/ tell a person to type. */
public final class DocumentedCommands {
  private static final Pattern IN_A_SENTENCE = Pattern.compile("`(?:\\./)?(kinetics [^`]+)`");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#(?!!|SBATCH).*$");

  private DocumentedCommands() {}

  /**
   * Lines of one block of code, which belong together; of a help page's examples each is its own.
   *
   * @param place the file and the line that it begins at
   * @param lines without comments and with continued lines joined; none is empty
   */
  public record Block(String place, List<String> lines) {}

  /** Every page that tells commands. */
  public static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (var docs = Files.list(Path.of("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** The blocks of code of a page, in its order; those of several lines are indented by four. */
  public static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    List<String> block = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      int first = i;
      StringBuilder line = new StringBuilder(lines.get(i));
      if (line.toString().startsWith("```")) { // A help page: its examples.
        boolean examples = false;
        for (i++; !lines.get(i).startsWith("```"); i++) {
          if (examples && lines.get(i).startsWith("  kinetics")) {
            StringBuilder example = new StringBuilder(lines.get(i).strip());
            while (lines.get(i + 1).startsWith("    ")) {
              example.append(' ').append(lines.get(++i).strip());
            }
            blocks.add(new Block(page + ":" + (i + 1), List.of(example.toString())));
          }
          examples |= lines.get(i).equals("Examples:");
        }
        continue;
      }
      if (line.toString().startsWith("    ")) {
        while (line.charAt(line.length() - 1) == '\\') {
          line.setLength(line.length() - 1);
          line.append(lines.get(++i).strip());
        }
        String words = COMMENT.matcher(line.toString().strip()).replaceFirst("").strip();
        if (!words.isEmpty()) {
          block.add(words);
        }
      }
      boolean ends = i + 1 == lines.size() || !lines.get(i + 1).startsWith("    ");
      if (ends && !block.isEmpty()) {
        blocks.add(new Block(page + ":" + (first + 1), List.copyOf(block)));
        block.clear();
      }
    }
    return blocks;
  }

  /** The commands that sentences and tables of a page name. */
  public static List<String> inSentences(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    String text = Files.readString(page).replaceAll("(?m)^( {4}|```).*$", "");
    Matcher command = IN_A_SENTENCE.matcher(text.replaceAll("\\s*\\n(?!\\n)", " "));
    while (command.find()) {
      commands.add(command.group(1));
    }
    return commands;
  }

  /** A line's words as a shell reads them, without what it would do with their output. */
  public static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word =
        Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)").matcher(line.replaceAll("[|>].*", ""));
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }
}
