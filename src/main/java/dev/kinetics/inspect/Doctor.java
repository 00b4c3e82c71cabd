package dev.kinetics.inspect;

import dev.kinetics.error.KineticsException;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.run.Sizes;
import dev.kinetics.tool.ProcessRunner;
import dev.kinetics.tool.Tool;
import dev.kinetics.tool.ToolCall;
import dev.kinetics.tool.ToolResult;
import dev.kinetics.tool.ToolStatus;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at all that a run needs, and says what to do about what is wrong. Writes nothing. */
public final class Doctor {
  /** yt-dlp older than this is worth a warning: YouTube changes several times a year. */
  static final Duration OLD_YT_DLP = Duration.ofDays(90);

  private static final long TOO_LITTLE_SPACE = 100L << 20;
  private static final long LITTLE_SPACE = 10L << 30;
  private static final Duration SITE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration TRIAL = Duration.ofSeconds(20);

  /**
   * A program that runs JavaScript for yt-dlp (https://github.com/yt-dlp/yt-dlp/issues/15012).
   *
   * @param command how it is asked for its version
   * @param answer what it says
   * @param oldest the oldest major version that yt-dlp takes
   */
  private record Runtime(List<String> command, Pattern answer, int oldest) {}

  private static final List<Runtime> RUNTIMES =
      List.of(
          new Runtime(List.of("deno", "--version"), Pattern.compile("deno (\\d+)\\S*"), 2),
          new Runtime(List.of("node", "--version"), Pattern.compile("v(\\d+)\\.\\S+"), 20),
          new Runtime(
              List.of("qjs", "--help"), Pattern.compile("QuickJS\\S* version (\\d+)\\S*"), 0));

  private final Tools tools;
  private final ProcessRunner runner;
  private final LocalDate today;

  /**
   * Makes a doctor.
   *
   * @param today the day that ages are counted from
   */
  public Doctor(Tools tools, ProcessRunner runner, LocalDate today) {
    this.tools = tools;
    this.runner = runner;
    this.today = today;
  }

  /** The tools: which, how old, and whether they run. */
  public List<Finding> tools() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    boolean ytDlpRuns = false;
    for (ToolStatus status : tools.status()) {
      findings.add(tool(status));
      ytDlpRuns |= status.name().equals("yt-dlp") && status.tool().isPresent();
    }
    findings.add(javaScript(ytDlpRuns));
    findings.add(
        Finding.ok(
            "Java", System.getProperty("java.version") + ", " + System.getProperty("java.home")));
    return findings;
  }

  private Finding tool(ToolStatus status) {
    if (status.tool().isEmpty()) {
      return Finding.problem(status.name(), status.problem(), "");
    }
    Tool tool = status.tool().get();
    String state = tool.name() + " " + tool.version() + " (" + tool.origin() + "), " + tool.path();
    if (tool.name().equals("youtube-dl")) {
      return Finding.warning(
          status.name(),
          state,
          "it fetches whole videos for each clip; 'kinetics setup' puts yt-dlp in place");
    }
    if (tool.name().equals("ffmpeg") && !tools.ffmpeg().readsBoundedRequests()) {
      return Finding.warning(
          status.name(),
          state + ", older than 8.1",
          "it can't read sections of long videos fast; leave --ffmpeg and KINETICS_FFMPEG out to"
              + " use the bundled one");
    }
    if (status.released().isPresent()) {
      long days = ChronoUnit.DAYS.between(status.released().get(), today);
      state += ", " + days + " days old";
      if (days > OLD_YT_DLP.toDays()) {
        return Finding.warning(
            status.name(),
            state,
            "sites change and it may no longer know them; update it with 'kinetics setup --update'");
      }
    }
    return Finding.ok(status.name(), state);
  }

  private Finding javaScript(boolean ytDlpRuns) throws InterruptedException {
    List<String> old = new ArrayList<>();
    for (Runtime runtime : RUNTIMES) {
      Optional<Matcher> answer = ask(runtime);
      if (answer.isPresent()) {
        String state = runtime.command().get(0) + " " + answer.get().group();
        if (Integer.parseInt(answer.get().group(1)) >= runtime.oldest()) {
          return Finding.ok("JavaScript", state);
        }
        old.add(state + " is older than " + runtime.oldest());
      }
    }
    return Finding.warning(
        "JavaScript",
        old.isEmpty() ? "no runtime" : String.join("; ", old),
        (ytDlpRuns ? "yt-dlp" : "a new yt-dlp")
            + " misses formats of YouTube's without one; install deno 2, node 20 or quickjs, or"
            + " newer");
  }

  private Optional<Matcher> ask(Runtime runtime) throws InterruptedException {
    try {
      ToolResult result = runner.run(ToolCall.of(runtime.command()).within(TRIAL));
      // QuickJS tells its version with its help, and ends with 1.
      Matcher answer = runtime.answer().matcher(result.output() + "\n" + result.errors());
      return answer.find() ? Optional.of(answer) : Optional.empty();
    } catch (KineticsException e) {
      return Optional.empty(); // Not there.
    }
  }

  /** The dataset's folder: whether it can be written, and how much room there is. */
  public Finding disk(Path dataset) {
    Path there = dataset.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.problem(
          "disk", there + " is no folder that can be written", "name another with --dataset-dir");
    }
    long free = DiskForecast.free(there);
    String state = Sizes.format(free) + " free for " + dataset.toAbsolutePath().normalize();
    if (free < TOO_LITTLE_SPACE) {
      return Finding.problem("disk", state, "make room, or name another with --dataset-dir");
    }
    return free < LITTLE_SPACE
        ? Finding.warning(
            "disk", state, "a whole release takes hundreds of GB; --dry-run tells how much")
        : Finding.ok("disk", state);
  }

  /**
   * The annotation list.
   *
   * @param named the list that a person named; null for the release's own
   * @param cached where the release's own is cached; empty when it is not
   * @param release the release's name
   */
  public Finding annotations(Path named, Optional<Path> cached, String release) {
    if (named != null) {
      return Files.isReadable(named)
          ? Finding.ok("annotations", named.toString())
          : Finding.problem("annotations", named + " can't be read", "check --annotations");
    }
    return cached
        .map(path -> Finding.ok("annotations", "the list of " + release + " is cached, " + path))
        .orElseGet(
            () ->
                Finding.warning(
                    "annotations",
                    "the list of " + release + " is not cached",
                    "the first run fetches it; 'kinetics annotations' does it now"));
  }

  /**
   * Whether the site of the videos answers, within some seconds.
   *
   * @param urlTemplate a video's address with {@code {id}} in it
   */
  public Finding site(String urlTemplate) throws InterruptedException {
    URI address = URI.create(urlTemplate.replace("{id}", ""));
    URI root = URI.create(address.getScheme() + "://" + address.getRawAuthority() + "/");
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(SITE_PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(root)
            .timeout(SITE_PATIENCE)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    String site = root.getHost();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == 429) {
        return Finding.warning(
            "site", site + " blocks this address (429)", "wait some hours, or use --cookies");
      }
      return status >= 500
          ? Finding.warning("site", site + " answers with " + status, "try again later")
          : Finding.ok("site", site + " answers");
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Finding.warning(
          "site",
          site + " does not answer (" + why + ")",
          "check the network and --proxy; what is on the disk can be worked on without");
    }
  }
}
