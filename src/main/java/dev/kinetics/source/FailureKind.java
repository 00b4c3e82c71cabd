package dev.kinetics.source;

import java.util.List;
import java.util.Locale;

/**
 * What a message of yt-dlp, youtube-dl or ffmpeg means for a clip. Several parts can stand in one
 * message, so the order of the constants is the order of asking: the first that fits counts.
 */
enum FailureKind {
  BLOCKED(
      "blocked",
      "http error 429",
      "too many requests",
      "confirm you're not a bot",
      "this content isn't available, try again later",
      "rate-limited by youtube",
      "captcha challenge"),
  DISK_FULL("disk full", "no space left on device", "disk quota exceeded"),
  TAKEN_DOWN("copyright", "copyright"),
  REGION("region", "available in your country", "geo restriction", "geo-restricted"),
  ACCOUNT(
      "account",
      "confirm your age",
      "inappropriate for some users",
      "members-only",
      "join this channel",
      "requires payment",
      "http error 401"),
  PRIVATE("private", "private video"),
  GONE(
      "deleted",
      "removed by the uploader",
      "removed for violating",
      "account associated with this video has been terminated",
      "this video does not exist",
      "this video is not available",
      "no longer available",
      "video unavailable",
      "webpage: http error 410"),
  FORBIDDEN("address expired", "http error 403", "server returned 403", "403 forbidden"),
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
  OUTDATED(
      "site changed", "nsig extraction failed", "unable to extract", "please report this issue"),
  /** No message means it: a signal ended the tool, which says nothing about the clip. */
  KILLED("tool was killed"),
  /** No message means it either: the whole file is here, and ffmpeg makes no clip of it. */
  NOT_DECODABLE("not decodable"),
  UNKNOWN("unknown");

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

  /** What a message means. */
  static FailureKind of(String message) {
    String plain = message.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace('\u2018', '\'');
    for (FailureKind kind : values()) {
      if (kind.parts.stream().anyMatch(plain::contains)) {
        return kind;
      }
    }
    return UNKNOWN;
  }
}
