package dev.kinetics.youtube;

import dev.kinetics.source.VideoAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream in segments, each a file with an address of its own, in the order of time.
 *
 * @param head what stands before any of them in a file, for mp4; null where each stands by itself
 * @param all the segments
 */
record Segments(URI head, List<Segment> all) {
  /**
   * One of them.
   *
   * @param seconds how long it is said to be
   */
  record Segment(URI address, double seconds) {}

  /** What changes how a playlist's segments are read, or joined in time: only players know them. */
  private static final List<String> UNUSUAL =
      List.of(
          "#EXT-X-STREAM-INF",
          "#EXT-X-BYTERANGE",
          "#EXT-X-DISCONTINUITY",
          "#EXT-X-GAP",
          "#EXT-X-DEFINE",
          "#EXT-X-I-FRAMES-ONLY");

  private static final Pattern LENGTH = Pattern.compile("#EXTINF:\\s*(\\d{1,6}(\\.\\d{1,9})?).*");
  private static final Pattern HEAD = Pattern.compile("#EXT-X-MAP:URI=\"([^\"]+)\"");

  Segments {
    all = List.copyOf(all);
  }

  /**
   * Reads a playlist of HTTP Live Streaming (RFC 8216).
   *
   * @param address its own, from which the others count
   * @return empty where it goes on, or is more than a row of plain segments: encrypted, in parts of
   *     one file, of several recordings
   */
  static Optional<Segments> ofPlaylist(URI address, String text) {
    List<Segment> all = new ArrayList<>();
    Set<URI> heads = new HashSet<>();
    double seconds = 0;
    boolean ends = false;
    boolean isUnusual = !text.stripLeading().startsWith("#EXTM3U");
    for (String line : text.lines().map(String::strip).toList()) {
      Matcher length = LENGTH.matcher(line);
      Matcher head = HEAD.matcher(line);
      if (length.matches()) {
        seconds = Double.parseDouble(length.group(1));
      } else if (line.startsWith("#EXT-X-MAP")) {
        isUnusual |= !head.matches() || !heads.isEmpty() || !all.isEmpty();
        if (!isUnusual) {
          heads.add(resolve(address, head.group(1)));
        }
      } else if (line.startsWith("#EXT-X-KEY") && !line.matches(".*METHOD=NONE\\b.*")
          || UNUSUAL.stream().anyMatch(line::startsWith)) {
        isUnusual = true;
      } else if (line.equals("#EXT-X-ENDLIST")) {
        ends = true;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        all.add(new Segment(resolve(address, line), seconds));
        seconds = 0;
      }
    }
    URI head = heads.stream().findFirst().orElse(null);
    return ends && !isUnusual ? usable(head, all) : Optional.empty();
  }

  /** What is not called a playlist is not to be read as one, says section 4 of the RFC. */
  static boolean isPlaylist(URI address) {
    String path = address.getPath() == null ? "" : address.getPath().toLowerCase(Locale.ROOT);
    return path.endsWith(".m3u8") || path.endsWith(".m3u");
  }

  /**
   * Takes the fragments of MPEG-DASH as yt-dlp lists them, of which the first, without a length,
   * stands before all others.
   *
   * @return empty where it is not said when each of them begins
   */
  static Optional<Segments> ofFragments(List<VideoAddress.Fragment> fragments) {
    List<Segment> all = new ArrayList<>();
    URI head = null;
    for (VideoAddress.Fragment fragment : fragments) {
      URI address = resolve(null, fragment.url());
      if (head == null && all.isEmpty() && fragment.seconds() <= 0) {
        head = address;
      } else {
        all.add(new Segment(address, fragment.seconds()));
      }
    }
    return head == null ? Optional.empty() : usable(head, all);
  }

  private static Optional<Segments> usable(URI head, List<Segment> all) {
    boolean isUsable =
        !all.isEmpty()
            && all.stream().allMatch(s -> s.address() != null && s.seconds() > 0)
            && (head == null || isWeb(head));
    return isUsable ? Optional.of(new Segments(head, all)) : Optional.empty();
  }

  /** Null where it is no address of the web. */
  private static URI resolve(URI base, String address) {
    try {
      URI resolved = base == null ? URI.create(address) : base.resolve(address);
      return isWeb(resolved) ? resolved : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isWeb(URI address) {
    return address.getHost() != null
        && ("http".equalsIgnoreCase(address.getScheme())
            || "https".equalsIgnoreCase(address.getScheme()));
  }

  /** Whether all of it is on this server, so that it may hear what is said to that. */
  boolean isAllOn(URI server) {
    return (head == null || isOn(server, head))
        && all.stream().allMatch(segment -> isOn(server, segment.address()));
  }

  private static boolean isOn(URI server, URI address) {
    return server.getScheme().equalsIgnoreCase(address.getScheme())
        && server.getRawAuthority().equalsIgnoreCase(address.getRawAuthority());
  }

  /** In which of them a moment lies, counted from 0; the last one for all that comes after. */
  int at(double seconds) {
    double end = 0;
    for (int i = 0; i < all.size(); i++) {
      end += all.get(i).seconds();
      if (seconds < end) {
        return i;
      }
    }
    return all.size() - 1;
  }

  /** When one of them begins, by the lengths of those before, in seconds. */
  double startOf(int index) {
    return all.subList(0, index).stream().mapToDouble(Segment::seconds).sum();
  }

  /** The longest one, in seconds. */
  double longest() {
    return all.stream().mapToDouble(Segment::seconds).max().orElse(0);
  }
}
