package dev.kinetics.release;

import dev.kinetics.annotations.Release;
import dev.kinetics.error.KineticsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;

/**
 * The base addresses that annotation lists come from, without a slash at the end. Below them the
 * paths are the published ones: {@code NAME.tar.gz} at the publisher, {@code
 * NAME/annotations/SPLIT.csv} at the CVDF mirror.
 *
 * @param publisher DeepMind's folder of archives, or a copy of it
 * @param mirror the CVDF mirror, or a copy of it
 */
public record ReleaseHosts(URI publisher, URI mirror) {
  /** The environment variable that overrides the publisher's base address. */
  public static final String PUBLISHER_VARIABLE = "KINETICS_ANNOTATIONS_URL";

  /** The environment variable that overrides the mirror's base address. */
  public static final String MIRROR_VARIABLE = "KINETICS_MIRROR_URL";

  private static final String PUBLISHER = "https://storage.googleapis.com/deepmind-media/Datasets";
  private static final String MIRROR = "https://s3.amazonaws.com/kinetics";

  /**
   * Checks both addresses and drops slashes at their ends.
   *
   * @throws KineticsException (bad input) when one is no plain http or https address
   */
  public ReleaseHosts {
    publisher = checked(publisher);
    mirror = checked(mirror);
  }

  /**
   * The addresses that a person gave, each by option, else by environment variable, else the
   * published one.
   *
   * @param publisherOption the option's value, or null
   * @param mirrorOption the option's value, or null
   * @throws KineticsException (bad input) when one is no plain http or https address
   */
  public static ReleaseHosts of(
      URI publisherOption, URI mirrorOption, Map<String, String> environment) {
    return new ReleaseHosts(
        choose(publisherOption, PUBLISHER_VARIABLE, environment, PUBLISHER),
        choose(mirrorOption, MIRROR_VARIABLE, environment, MIRROR));
  }

  /** Where the publisher has the release's archive. */
  public URI archive(Release release) {
    return URI.create(publisher + "/" + release.archiveName() + ".tar.gz");
  }

  /** The mirror's folder of the release's lists; only for a release that the mirror has. */
  URI mirrorLists(Release release) {
    if (release.mirrorName().isEmpty()) {
      throw new IllegalArgumentException("the mirror does not have " + release);
    }
    return URI.create(mirror + "/" + release.mirrorName() + "/annotations");
  }

  private static URI choose(
      URI option, String variable, Map<String, String> environment, String published) {
    if (option != null) {
      return option;
    }
    String value = environment.getOrDefault(variable, "").strip();
    try {
      return new URI(value.isEmpty() ? published : value);
    } catch (URISyntaxException e) {
      throw KineticsException.badInput(
          variable + ": '" + value + "' is no address; give one that begins with https://", e);
    }
  }

  private static URI checked(URI base) {
    Objects.requireNonNull(base);
    String scheme = base.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || base.getHost() == null
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw KineticsException.badInput(
          "base address '"
              + withoutUser(base)
              + "': must be https://HOST/PATH or http://HOST/PATH, without a user, '?' or '#'");
    }
    return URI.create(base.toString().replaceAll("/+$", ""));
  }

  /** An address as a message may show it: a password does not belong into a log. */
  private static String withoutUser(URI address) {
    return address.toString().replaceFirst("//[^/@]*@", "//");
  }
}
