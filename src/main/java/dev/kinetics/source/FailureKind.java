package dev.kinetics.source;

import dev.kinetics.engine.BlockedException;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a message of yt-dlp, youtube-dl or ffmpeg means for a clip. Several parts can stand in one
 * message, so the order of the constants is the order of asking: the first that fits counts.
 */
public enum FailureKind {
  BLOCKED(
      "blocked",
      "http error 429",
      "http error 402",
      "too many requests",
      "confirm you're not a bot",
      "this content isn't available, try again later",
      "this content is unavailable, try again later",
      "all player responses are invalid",
      "rate-limited by youtube",
      "captcha challenge"),
  DISK_FULL("disk full", "no space left on device", "disk quota exceeded"),
  /** Cookies that yt-dlp can't take: no clip's fault, and the same for all. */
  COOKIES(
      "cookies",
      "does not look like a netscape format cookies file",
      "cookies file must be netscape formatted",
      "cookies database"),
  /** The site has given out new ones, as it does wherever the account is used. */
  STALE_COOKIES("stale cookies", "account cookies are no longer valid"),
  REGION(
      "region",
      "available in your country",
      "available in your region",
      "blocked it in your country",
      "on this country domain",
      "geo restriction",
      "geo-restricted"),
  ACCOUNT(
      "account",
      "confirm your age",
      "inappropriate for some users",
      "inappropriate or offensive to some audiences",
      "suicide or self-harm",
      "age-restricted",
      "please sign in. ",
      "login details are needed",
      "members-only",
      "join this channel",
      "premium members",
      "requires payment",
      "drm protected",
      "google workspace administrator",
      "http error 401"),
  /** After the region: what is blocked in one country on copyright grounds is there in others. */
  TAKEN_DOWN("copyright", "copyright"),
  PRIVATE("private", "private video", "this video is private"),
  /** For good, so only reasons that are known to mean it; see also {@link #BARE}. */
  GONE(
      "deleted",
      "removed by the uploader",
      "video has been removed",
      "removed for violating",
      "account associated with this video has been terminated",
      "this video does not exist",
      "this live event has ended",
      "live stream recording is not available",
      "incomplete youtube id",
      "isn't available anymore",
      "no longer available",
      "webpage: http error 410"),
  /** Its answer to the wish for a way through may be one of those below, and is not the site's. */
  PROXY("network", "unable to connect to proxy", "tunnel connection failed"),
  /** The site takes no request of this form: of an old tool, or of an address that it blocks. */
  REFUSED("site changed", "http error 400", "api page: http error 403"),
  FORBIDDEN("address expired", "http error 403", "server returned 403", "403 forbidden"),
  /**
   * A server that sends a file from its start, whichever part is asked for. Where its connection
   * breaks as well, that is the fault: who fetches the whole file would not get it either, and
   * yt-dlp would begin anew without end.
   */
  NO_RANGES("no ranges", "unexpected offset: expected"),
  /** A page where the site's answer should be, as of a network where one has to log in. */
  PORTAL("network", "failed to parse json"),
  NETWORK(
      "network",
      "http error 404",
      "http error 410",
      "server returned 4",
      "server returned 5",
      "http error 5",
      "timed out",
      "timeout",
      "connection reset",
      "connection refused",
      "connection aborted",
      "broken pipe",
      "temporary failure in name resolution",
      "failed to resolve",
      "failed to resolve hostname",
      "name or service not known",
      "nodename nor servname provided",
      "getaddrinfo failed",
      "network is unreachable",
      "no route to host",
      "remote end closed",
      "incompleteread",
      "did not get any data blocks",
      "input/output error",
      "stream ends prematurely",
      "partial file",
      "unexpected_eof_while_reading",
      "ssl:",
      "end of file",
      "the downloaded file is empty",
      "bytes read",
      "giving up after"),
  FORMAT("no fitting format", "requested format is not available", "no video formats found"),
  /** The site's challenge wants JavaScript run, and nothing here could. */
  JAVASCRIPT(
      "no javascript",
      "challenge solving failed",
      "signature solving failed",
      "no supported javascript runtime"),
  OUTDATED(
      "site changed",
      "nsig extraction failed",
      "not available on this app",
      "no longer supported in this application",
      "unable to extract",
      "please report this issue"),
  /** No message means it: a signal ended the tool, which says nothing about the clip. */
  KILLED("tool was killed"),
  /** Nor this: the tool stood still, or next to nothing came. Another run may have more luck. */
  STALLED("stood still"),
  /** No message means it either: the whole file is here, and ffmpeg makes no clip of it. */
  NOT_DECODABLE("not decodable"),
  /** Nor this: the video is there, and nothing of the section lies in it. */
  ENDED("ends before the section"),
  /** Nor this: it goes on, so that fetching it would have no end. */
  LIVE("still live"),
  UNKNOWN("unknown");

  private static final String BROKEN_OFF = "stream ends prematurely";

  private final String reason;
  private final List<String> parts;

  FailureKind(String reason, String... parts) {
    this.reason = reason;
    this.parts = List.of(parts);
  }

  /** A word or two for the journal and the summary. */
  public String reason() {
    return reason;
  }

  /** YouTube's words where it gives no reason; with an unknown one they prove nothing. */
  private static final Pattern BARE =
      Pattern.compile("video unavailable\\.?\\s*(;|$)", Pattern.MULTILINE);

  private static final List<String> ACTS =
      List.of(
          "removed by the uploader",
          "removed by the user",
          "removed for violating",
          "has been terminated",
          "closed their youtube account",
          "copyright",
          "private video",
          "this video is private");

  private static final List<String> GENERIC =
      List.of(
          "failed to extract any player response",
          "no video formats found",
          "requested format is not available");

  /**
   * What a message means. {@code This video is not available} is no proof that a video is gone: it
   * is said of videos made for kids where no JavaScript runtime is in use
   * (https://github.com/yt-dlp/yt-dlp/issues/15780).
   */
  public static FailureKind of(String message) {
    String plain = plain(message);
    for (FailureKind kind : values()) {
      if (kind.parts.stream().anyMatch(plain::contains)
          || kind == GONE && BARE.matcher(plain).find()) {
        return kind == NO_RANGES && plain.contains(BROKEN_OFF) ? NETWORK : kind;
      }
    }
    return UNKNOWN;
  }

  private static String plain(String message) {
    return message.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace('\u2018', '\'');
  }

  /**
   * Whether a loss in these words is proven by them: somebody did something to this very video. All
   * other words can also come of a tool that the site no longer understands, for each video.
   */
  public static boolean isProof(String message) {
    String plain = plain(message);
    return of(message).outcome() == Outcome.GONE && ACTS.stream().anyMatch(plain::contains);
  }

  /** What is booked of a clip of which it was said for good. */
  public Outcome outcome() {
    return switch (this) {
      case TAKEN_DOWN, PRIVATE, GONE -> Outcome.GONE;
      case REGION, ACCOUNT -> Outcome.CLOSED;
      case NOT_DECODABLE, ENDED -> Outcome.DAMAGED;
      // The selection ends in "any picture": when nothing fits, yt-dlp sees no picture at all. An
      // address that expires as soon as it is told: yt-dlp does not ask as the site wants it.
      case FORMAT, OUTDATED, REFUSED, JAVASCRIPT, FORBIDDEN -> Outcome.OUTDATED;
      case BLOCKED,
          DISK_FULL,
          COOKIES,
          STALE_COOKIES,
          NO_RANGES,
          PROXY,
          PORTAL,
          NETWORK,
          KILLED,
          STALLED,
          LIVE,
          UNKNOWN ->
          Outcome.FAILED;
    };
  }

  /** Whether the same question may have a better answer in a moment. */
  public boolean isWorthAnotherTry() {
    return this == NETWORK || this == PROXY || this == FORBIDDEN || this == KILLED;
  }

  /** What another run may mend by itself, without a newer tool. */
  public static boolean passes(String reason) {
    return List.of(NETWORK, KILLED, STALLED).stream().anyMatch(kind -> kind.reason.equals(reason));
  }

  /**
   * Ends or holds the run where what was said of some clips is no fault of theirs.
   *
   * @throws BlockedException when all have to wait
   * @throws KineticsException when the run can't go on
   */
  public void stopWhenForAll(String line, List<?> clips) {
    switch (this) {
      case COOKIES ->
          throw KineticsException.badInput(
              "yt-dlp can't take the cookies ("
                  + line
                  + "); name a file in Netscape's form with --cookies, or a browser that is there"
                  + " with --cookies-from-browser");
      case DISK_FULL ->
          throw KineticsException.stopped(
              "a disk is full (" + line + "); make room and run the same command again");
      case BLOCKED -> throw BlockedException.ofAddress(line, clips);
      case REFUSED, PORTAL, JAVASCRIPT ->
          throw BlockedException.ofAll(
              line, clips, KineticsException.unavailable(whatHelps().formatted(line)));
      default -> {
        // It is said of these clips alone.
      }
    }
  }

  private String whatHelps() {
    return switch (this) {
      case PORTAL ->
          "the network answers with pages of its own in place of the site's (%s): open any page in"
              + " a browser, log in, and run the same command again";
      case JAVASCRIPT ->
          "yt-dlp could not run the site's JavaScript (%s): get deno and a newer yt-dlp with"
              + " 'kinetics setup', and run the same command again";
      default ->
          "the site has changed under yt-dlp, or blocks this address (%s): get a newer yt-dlp with"
              + " 'kinetics setup --update', or name one with --yt-dlp, and run the same command"
              + " again";
    };
  }

  /**
   * What the warnings of one video prove before its error is there, so that no more is asked. A
   * site that refuses both the page and another request refuses all; one answer that is no JSON may
   * be broken, two are pages of somebody else's.
   */
  public static Optional<FailureKind> certain(List<String> warnings) {
    List<String> portals = warnings.stream().filter(w -> of(w) == PORTAL).toList();
    if (portals.size() > 1) {
      return Optional.of(PORTAL);
    }
    return Stream.of(BLOCKED, REFUSED)
        .filter(
            kind ->
                warnings.stream()
                        .filter(warning -> of(warning) == kind)
                        .map(warning -> warning.contains("webpage"))
                        .distinct()
                        .count()
                    > 1)
        .findFirst();
  }

  /**
   * What an error means together with the warnings of its video: some errors say only that nothing
   * was left, and why stands in a warning.
   */
  public static FailureKind of(String error, List<String> warnings) {
    String plain = error.toLowerCase(Locale.ROOT);
    if (GENERIC.stream().noneMatch(plain::contains)) {
      return of(error);
    }
    List<FailureKind> said = warnings.stream().map(FailureKind::of).toList();
    for (FailureKind cause :
        List.of(BLOCKED, PROXY, REFUSED, FORBIDDEN, PORTAL, JAVASCRIPT, OUTDATED, NETWORK)) {
      if (said.contains(cause)) {
        // No address has been given that could have expired.
        return cause == FORBIDDEN ? REFUSED : cause;
      }
    }
    return of(error);
  }
}
