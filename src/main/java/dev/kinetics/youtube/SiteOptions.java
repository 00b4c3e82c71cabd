package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Pace;
import dev.kinetics.error.KineticsException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a site is asked.
 *
 * @param urlTemplate the address of a video, with {@code {id}} where its id stands
 * @param cookies a file of cookies in Netscape's form; null for none
 * @param cookiesFromBrowser the browser whose cookies yt-dlp takes; null for none
 * @param proxy the proxy's address; null for the environment's
 * @param limitRate the most bytes a second that one clip may take; 0 for no limit
 * @param sleep how long a worker sleeps before each clip, at least and at most; null for not at all
 * @param pace how many videos an hour, 0 for as many as it goes; null where it is to be found
 * @param more further arguments for yt-dlp, as a person would type them
 */
public record SiteOptions(
    String urlTemplate,
    Path cookies,
    String cookiesFromBrowser,
    URI proxy,
    long limitRate,
    Sleep sleep,
    Double pace,
    List<String> more)
    implements Serializable {

  /** YouTube's address of a video. */
  public static final String YOUTUBE = "https://www.youtube.com/watch?v={id}";

  private static final Pattern YOUTUBE_ADDRESS =
      Pattern.compile(
          "^https?://(?:(?:www\\.|m\\.|music\\.)?youtube(?:-nocookie)?\\.com"
              + "/(?:watch\\?(?:[^#]*&)?v=|shorts/|embed/|live/|v/)|youtu\\.be/)"
              + "(?<id>[^&?#/]+)");

  /** The length of YouTube's ids. */
  static final int YOUTUBE_ID_LENGTH = 11;

  private static final int SHORTEST_PROFILE = 4;

  /** Options of yt-dlp whose value nobody else may read, with the value where it is attached. */
  private static final Pattern SECRET_OPTION =
      Pattern.compile(
          // yt-dlp takes an option also by the beginning of its name.
          "(--(user\\w*|pass\\w*|two\\w*|video-p\\w*|ap-[\\w-]+|add-h\\w*|proxy"
              + "|geo-verification-p\\w*|extractor-a\\w*|client-certificate-p\\w*)"
              + "(=(?<value>.+))?|-[pu2](?<attached>.+)?)");

  /** A random time between two. */
  public record Sleep(Duration least, Duration most) implements Serializable {
    void sleep() throws InterruptedException {
      Thread.sleep(Math.round(seconds() * 1000));
    }

    /** A time in seconds, by chance. */
    double seconds() {
      long span = Math.max(0, most.toMillis() - least.toMillis());
      return (least.toMillis() + ThreadLocalRandom.current().nextLong(span + 1)) / 1000.0;
    }
  }

  public SiteOptions {
    if (!urlTemplate.contains("{id}")
        || !(urlTemplate.startsWith("http://") || urlTemplate.startsWith("https://"))) {
      throw KineticsException.badInput(
          "--url-template '"
              + urlTemplate
              + "' is no http or https address with {id} in it; write it as 'https://site/{id}'");
    }
    more = List.copyOf(more);
  }

  /** Options for a site that needs nothing special. */
  public static SiteOptions of(String urlTemplate) {
    return new SiteOptions(urlTemplate, null, null, null, 0, null, null, List.of());
  }

  /** Whether a person gave what may open a closed clip: cookies or a proxy. */
  public boolean opensClosedClips() {
    return cookies != null || cookiesFromBrowser != null || proxy != null;
  }

  /**
   * The pace that this site is asked at; only YouTube's is found.
   *
   * @param folder where what is found is kept: what an account may do is not what a guest may
   * @param node which machine asks, since a limit is one address's; empty for this one alone
   */
  public Pace pace(Path folder, String node, Clock clock) {
    if (pace != null) {
      return Pace.fixed(pace, clock);
    }
    if (!isYoutube()) {
      return Pace.none();
    }
    boolean account = cookies != null || cookiesFromBrowser != null;
    String name = "pace" + (account ? "-account" : "") + (node.isEmpty() ? "" : "-" + node);
    Path file = folder.resolve(name + ".json");
    return Pace.found(account ? Pace.ACCOUNT : Pace.GUEST, file, clock);
  }

  /** Whether videos without an address of their own are YouTube's. */
  boolean isYoutube() {
    return youtubeId(urlTemplate.replace("{id}", "a".repeat(11))).isPresent();
  }

  /** The address of a clip's video. */
  String address(Clip clip) {
    return clip.url().isEmpty() ? urlTemplate.replace("{id}", clip.id()) : clip.url();
  }

  /**
   * Why an address names no video of YouTube, though it looks so; null where it may, and for other
   * sites. Of a longer id yt-dlp takes the first 11 characters, which are another video's; a
   * shorter one it calls incomplete.
   */
  public static String problemOfId(String address) {
    return youtubeId(address)
        .filter(id -> id.length() != YOUTUBE_ID_LENGTH)
        .map(
            id ->
                "'"
                    + id
                    + "' is no id of YouTube, whose ids have 11 characters; "
                    + (id.length() > YOUTUBE_ID_LENGTH
                        ? "remove what was put before or behind it"
                        : "look it up in the release's own list"))
        .orElse(null);
  }

  /** Whether an address names a video of YouTube by an id that is too short for one. */
  public static boolean isTooShort(String address) {
    return youtubeId(address).filter(id -> id.length() < YOUTUBE_ID_LENGTH).isPresent();
  }

  /** YouTube's id of the video that a clip's address names; empty for another site's address. */
  static Optional<String> youtubeId(String address) {
    Matcher youtube = YOUTUBE_ADDRESS.matcher(address);
    return youtube.find() ? Optional.of(youtube.group("id")) : Optional.empty();
  }

  /**
   * What yt-dlp is told in every call.
   *
   * @param ownCookies this call's own copy of the cookies
   */
  List<String> toolArguments(CookiesCopy ownCookies) {
    List<String> arguments = new ArrayList<>(ownCookies.arguments());
    if (cookiesFromBrowser != null) {
      arguments.addAll(List.of("--cookies-from-browser", cookiesFromBrowser));
    }
    arguments.addAll(more);
    return arguments;
  }

  /**
   * The variables that every tool is told the proxy by: arguments, and so its password, are shown
   * to all users of a machine. Empty for the environment's own proxies.
   */
  Map<String, String> toolEnvironment() {
    if (proxy == null) {
      return Map.of();
    }
    String address = proxy.toString();
    return Map.of(
        "http_proxy", address, "https_proxy", address, "all_proxy", address, "no_proxy", "");
  }

  /** A tool's words without what nobody else may read: a proxy's user and password, and cookies. */
  String withoutSecrets(String words) {
    // With -v yt-dlp says how it was called, with each secret among its arguments.
    String clean = words.replaceFirst("( config[^:\\[]*: )\\[.*", "$1***");
    int profile = cookiesFromBrowser == null ? -1 : cookiesFromBrowser.indexOf(':');
    // Shorter ones are parts of other words.
    if (profile >= 0 && profile + SHORTEST_PROFILE < cookiesFromBrowser.length()) {
      clean = clean.replace(cookiesFromBrowser.substring(profile + 1), "***");
    }
    if (proxy != null && proxy.getRawUserInfo() != null) {
      clean = clean.replace(proxy.getRawUserInfo(), "***");
    }
    for (int i = 0; i < more.size(); i++) {
      Matcher secret = SECRET_OPTION.matcher(more.get(i));
      if (secret.matches()) {
        String attached =
            secret.group("value") != null ? secret.group("value") : secret.group("attached");
        String value = attached != null ? attached : i + 1 < more.size() ? more.get(i + 1) : "";
        clean = value.isEmpty() ? clean : clean.replace(value, "***");
      }
    }
    return clean
        .replaceAll("(?i)(cookie:\\s*)[^\\r\\n]+", "$1***")
        .replaceAll("(?i)((?:https?|socks\\w*)://)[^/@\\s]+@", "$1***@");
  }

  /** Words about a media server: also without what its addresses are signed with. */
  String withoutSignatures(String words) {
    return withoutSecrets(words).replaceAll("(https?://[^\\s?\"'<>]+\\?)[^\\s\"'<>]+", "$1***");
  }
}
