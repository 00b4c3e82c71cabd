package dev.kinetics.inspect;

import dev.kinetics.net.Http;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.tool.ToolStatus;
import dev.kinetics.tool.Tools;
import dev.kinetics.words.Sizes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at all that a run needs, and says what to do about what is wrong. Writes nothing. */
public final class Doctor {
  private static final long TOO_LITTLE_SPACE = 100L << 20;
  private static final long LITTLE_SPACE = 10L << 30;
  private static final Duration SITE_PATIENCE = Duration.ofSeconds(5);

  private final Tools tools;

  /** Makes a doctor who looks at these tools. */
  public Doctor(Tools tools) {
    this.tools = tools;
  }

  /** The tools: which, how old, and whether they run. */
  public List<Finding> tools() {
    List<Finding> findings = new ArrayList<>();
    tools.status().forEach(status -> findings.add(tool(status)));
    ToolStatus runtime = tools.javaScriptRuntime();
    findings.add(
        runtime.works()
            ? Finding.ok("JavaScript", described(runtime))
            : Finding.warning("JavaScript", runtime.problem(), ""));
    findings.add(
        Finding.ok(
            "Java", System.getProperty("java.version") + ", " + System.getProperty("java.home")));
    return findings;
  }

  private Finding tool(ToolStatus status) {
    if (!status.works()) {
      return Finding.problem(status.name(), status.problem(), "");
    }
    String state = described(status);
    if (status.name().equals("youtube-dl")) {
      return Finding.warning(
          status.name(),
          state,
          "it fetches whole videos for each clip; 'kinetics setup' puts yt-dlp in place");
    }
    if (status.name().equals("ffmpeg") && !tools.ffmpeg().readsBoundedRequests()) {
      return Finding.warning(
          status.name(),
          state + ", older than 8.1",
          "it can't read sections of long videos fast; leave --ffmpeg and KINETICS_FFMPEG out to"
              + " use the bundled one");
    }
    return status.isOld()
        ? Finding.warning(
            status.name(),
            state,
            "sites change and it may no longer know them; update it, or name a newer one with"
                + " --yt-dlp")
        : Finding.ok(status.name(), state);
  }

  private static String described(ToolStatus status) {
    return status.name()
        + " "
        + status.version()
        + " ("
        + status.origin()
        + "), "
        + status.path()
        + status.age().map(age -> ", " + age.toDays() + " days old").orElse("");
  }

  /** The dataset's folder: whether it can be written, and how much room there is. */
  public Finding disk(Path dataset) {
    Path there = DiskForecast.nearest(dataset);
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
   * @param hosts from where a run would fetch it
   */
  public Finding annotations(Path named, Optional<Path> cached, String release, List<URI> hosts)
      throws InterruptedException {
    if (named != null) {
      return Files.isReadable(named)
          ? Finding.ok("annotations", named.toString())
          : Finding.problem("annotations", named + " can't be read", "check --annotations");
    }
    if (cached.isPresent()) {
      return Finding.ok("annotations", "the list of " + release + " is cached, " + cached.get());
    }
    for (URI host : hosts) {
      if (answers(host)) {
        return Finding.warning(
            "annotations",
            "the list of " + release + " is not cached",
            "the first run fetches it; 'kinetics annotations' does it now");
      }
    }
    return Finding.problem(
        "annotations",
        "the list of " + release + " is not cached, and neither its publisher nor a mirror answers",
        "check the network, or name a list with --annotations");
  }

  /** Whether anything answers there, whatever it says. */
  private static boolean answers(URI address) throws InterruptedException {
    try {
      Http.ofEnvironment().head(address, SITE_PATIENCE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the site of the videos answers, within some seconds.
   *
   * @param urlTemplate a video's address with {@code {id}} in it
   */
  public Finding site(String urlTemplate) throws InterruptedException {
    URI address = URI.create(urlTemplate.replace("{id}", ""));
    URI root = URI.create(address.getScheme() + "://" + address.getRawAuthority() + "/");
    String site = root.getHost();
    try {
      int status = Http.ofEnvironment().head(root, SITE_PATIENCE).statusCode();
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
