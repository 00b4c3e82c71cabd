package dev.kinetics.source;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a message of yt-dlp, youtube-dl or ffmpeg means for a clip. Several parts can stand in one
 * message, so the order of the constants is the order of asking: the first that fits counts.
 */
enum FailureKind {
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
      "unable to connect to proxy",
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
  UNKNOWN("unknown");

  private static final String BROKEN_OFF = "stream ends prematurely";

  private final String reason;
  private final List<String> parts;

  FailureKind(String reason, String... parts) {
    this.reason = reason;
    this.parts = List.of(parts);
  }

  /** A word or two for the journal and the summary. */
  String reason() {
    return reason;
  }

  /** YouTube's words where it gives no reason; with an unknown one they prove nothing. */
  private static final Pattern BARE =
      Pattern.compile("video unavailable\\.?\\s*(;|$)", Pattern.MULTILINE);

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
  static FailureKind of(String message) {
    String plain = message.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace('\u2018', '\'');
    for (FailureKind kind : values()) {
      if (kind.parts.stream().anyMatch(plain::contains)
          || kind == GONE && BARE.matcher(plain).find()) {
        return kind == NO_RANGES && plain.contains(BROKEN_OFF) ? NETWORK : kind;
      }
    }
    return UNKNOWN;
  }

  /**
   * What an error means together with the warnings of its video: some errors say only that nothing
   * was left, and why stands in a warning.
   */
  static FailureKind of(String error, List<String> warnings) {
    String plain = error.toLowerCase(Locale.ROOT);
    if (GENERIC.stream().noneMatch(plain::contains)) {
      return of(error);
    }
    List<FailureKind> said = warnings.stream().map(FailureKind::of).toList();
    for (FailureKind cause :
        List.of(BLOCKED, REFUSED, FORBIDDEN, PORTAL, JAVASCRIPT, OUTDATED, NETWORK)) {
      if (said.contains(cause)) {
        // No address has been given that could have expired.
        return cause == FORBIDDEN ? REFUSED : cause;
      }
    }
    return of(error);
  }
}
