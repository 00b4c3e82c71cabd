package dev.kinetics.cli.option;

import dev.kinetics.annotations.Clip;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.youtube.SiteOptions;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a site is asked. */
@Heading(Heading.NETWORK)
public final class SiteOptionsGroup {
  @Option(
      names = "--url-template",
      paramLabel = "URL",
      description = "The address of a video, with {id} in it (default: YouTube's).")
  private String urlTemplate;

  @Option(
      names = "--cookies",
      paramLabel = "FILE",
      description = "Cookies for the site, in Netscape's form.")
  private Path cookies;

  @Option(
      names = "--cookies-from-browser",
      paramLabel = "NAME",
      description = "Take the cookies of this browser.")
  private String cookiesFromBrowser;

  @Option(names = "--proxy", paramLabel = "URL", description = "Connect through this proxy.")
  private String proxy;

  @Option(
      names = "--limit-rate",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "At most this many bytes a second for each worker, such as 500K or 2M.")
  private Long limitRate;

  @Option(
      names = "--sleep-interval",
      paramLabel = "MIN-MAX",
      description = "Sleep this many seconds before each clip, such as 2-8.")
  private String sleepInterval;

  @Option(
      names = "--pace",
      paramLabel = "N",
      description =
          "How many videos an hour all workers ask for together; 0 for no limit (default:"
              + " of YouTube what it lets through is found, of another site 0).")
  private Double pace;

  @Option(
      names = "--yt-dlp-args",
      parameterConsumer = NextWord.class,
      paramLabel = "ARGS",
      description = "Further arguments for yt-dlp, in one string; quotes hold words together.")
  private String ytDlpArgs;

  /** The address that was given; null where none was. */
  public String urlTemplate() {
    return urlTemplate;
  }

  /**
   * Whether a row of a list names a video of the site. Plugins of yt-dlp may know shorter ids than
   * YouTube's, and a program that a person named in yt-dlp's place knows its own; an answer about
   * another video is not taken.
   */
  public RowCheck rowCheck(ToolOptions tools) {
    if (tools.ytDlp() != null) {
      return RowCheck.NONE;
    }
    boolean plugins = hasPlugins(System.getenv("PYTHONPATH"));
    return (id, url) -> {
      String address = addressOf(id, url);
      return plugins && SiteOptions.isTooShort(address) ? null : SiteOptions.problemOfId(address);
    };
  }

  private static boolean hasPlugins(String pythonPath) {
    return pythonPath != null
        && Arrays.stream(pythonPath.split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, "yt_dlp_plugins").isDirectory());
  }

  /** The same where nobody is asked: a row whose id is too short stays, for {@link #doubts}. */
  public RowCheck rowCheckOfPlan(ToolOptions tools) {
    RowCheck check = rowCheck(tools);
    return (id, url) -> SiteOptions.isTooShort(addressOf(id, url)) ? null : check.problem(id, url);
  }

  /** Which of these clips a run refuses, in a line; none where it takes all. */
  public List<String> doubts(List<Clip> planned, ToolOptions tools) {
    RowCheck check = rowCheck(tools);
    List<String> problems =
        planned.stream()
            .map(clip -> check.problem(clip.id(), clip.url()))
            .filter(Objects::nonNull)
            .toList();
    return problems.isEmpty()
        ? List.of()
        : List.of(
            "  a run refuses " + Counts.clips(problems.size()) + " of these: " + problems.get(0));
  }

  private String addressOf(String id, String url) {
    String template = urlTemplate == null ? SiteOptions.YOUTUBE : urlTemplate;
    return url.isEmpty() ? template.replace("{id}", id) : url;
  }

  /**
   * How the site at this address is asked.
   *
   * @throws KineticsException when an option has no meaning
   */
  public SiteOptions options(String template) {
    if (cookies != null && !Files.isReadable(cookies)) {
      throw KineticsException.badInput("--cookies " + cookies + " can't be read");
    }
    if (pace != null && !(pace >= 0 && pace <= 1e9)) {
      throw KineticsException.badInput("--pace " + pace + " is no number of videos an hour");
    }
    return new SiteOptions(
        template,
        cookies == null ? null : cookies.toAbsolutePath(),
        cookiesFromBrowser,
        proxy(),
        limitRate == null ? 0 : limitRate,
        sleep(),
        pace,
        words(ytDlpArgs));
  }

  private URI proxy() {
    if (proxy == null) {
      return null;
    }
    try {
      URI uri = URI.create(proxy);
      if (uri.getHost() != null
          && Set.of("http", "https", "socks4", "socks4a", "socks5", "socks5h")
              .contains(String.valueOf(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, without the address: it may hold a password.
    }
    throw KineticsException.badInput(
        "--proxy is no address; write it as http://host:port or socks5://host:port");
  }

  private SiteOptions.Sleep sleep() {
    if (sleepInterval == null) {
      return null;
    }
    String[] ends = sleepInterval.split("-", -1);
    Duration least = seconds(ends[0]);
    Duration most = ends.length == 1 ? least : seconds(ends[1]);
    if (ends.length > 2 || most.compareTo(least) < 0) {
      throw KineticsException.badInput(
          "--sleep-interval '" + sleepInterval + "' is no range; write it as 2-8");
    }
    return new SiteOptions.Sleep(least, most);
  }

  private static Duration seconds(String text) {
    return Durations.parse(text.matches("[0-9.]+") ? text + "s" : text);
  }

  /** Splits as a shell would at blanks, with single and double quotes, and nothing else. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    if (line == null) {
      return words;
    }
    StringBuilder word = null;
    char quote = 0;
    for (char c : line.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        word = word == null ? new StringBuilder() : word;
      } else if (Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
      } else {
        word = (word == null ? new StringBuilder() : word).append(c);
      }
    }
    if (quote != 0) {
      throw KineticsException.badInput("--yt-dlp-args: a quote does not end");
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  /** Takes the next word whatever it is: here it begins with a dash as a rule. */
  static final class NextWord implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
      if (arguments.isEmpty()) {
        throw new ParameterException(command.commandLine(), "--yt-dlp-args needs a value");
      }
      option.setValue(arguments.pop());
    }
  }
}
