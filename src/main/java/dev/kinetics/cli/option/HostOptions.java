package dev.kinetics.cli.option;

import dev.kinetics.net.FetchProgress;
import dev.kinetics.release.ReleaseHosts;
import dev.kinetics.release.ReleaseLists;
import dev.kinetics.tool.UserCache;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where releases come from. */
@Heading(Heading.NETWORK)
public final class HostOptions {
  @Option(
      names = "--annotations-url",
      paramLabel = "URL",
      description =
          "Where the publisher's annotation archives are (default: KINETICS_ANNOTATIONS_URL,"
              + " DeepMind's).")
  private URI publisher;

  @Option(
      names = "--mirror-url",
      paramLabel = "URL",
      description = "Where the mirror is (default: KINETICS_MIRROR_URL, CVDF's).")
  private URI mirror;

  public ReleaseHosts hosts() {
    return ReleaseHosts.of(publisher, mirror, System.getenv());
  }

  /** The lists in the user's cache, fetched with a progress bar. */
  public ReleaseLists lists(FetchProgress progress) {
    return new ReleaseLists(hosts(), UserCache.root().resolve("annotations"), progress);
  }
}
