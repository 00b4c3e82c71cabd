package dev.kinetics.youtube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Notes;
import dev.kinetics.process.ToolResult;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.VideoAddress;
import dev.kinetics.tool.YtDlp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Asks yt-dlp where videos' streams are, many in one process, and reads its lines. */
final class Resolver {
  /** What yt-dlp says of one video, as soon as it says it. */
  sealed interface Resolved {
    /** The clips of that video; none where its words do not tell which it was. */
    List<Clip> clips();

    /** Where its streams are. */
    record Found(List<Clip> clips, VideoAddress address) implements Resolved {}

    /** Why it can't be had, in the tool's words. */
    record Refused(List<Clip> clips, FailureKind kind, String line) implements Resolved {
      Refused(List<Clip> clips, String line) {
        this(clips, FailureKind.of(line), line);
      }
    }
  }

  private static final int MOST_WARNINGS = 1000;

  private final YtDlp ytDlp;
  private final SiteOptions site;
  private final int maxHeight;
  private final Notes notes;

  /** Warnings so far, of which most processes say the same. */
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private final BooleanSupplier blocked;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes a resolver.
   *
   * @param maxHeight the picture's height in pixels at most; 0 for any
   * @param notes where hints and the tool's words go
   * @param blocked whether somebody else has met a block, so that nobody should ask on
   */
  Resolver(YtDlp ytDlp, SiteOptions site, int maxHeight, Notes notes, BooleanSupplier blocked) {
    this.ytDlp = ytDlp;
    this.site = site;
    this.maxHeight = maxHeight;
    this.notes = notes;
    this.blocked = blocked;
  }

  /** Whether it sleeps between videos where that is asked for; youtube-dl does not know how. */
  boolean sleepsItself() {
    return !ytDlp.isYoutubeDl();
  }

  /** Asks for these clips' videos. */
  Crew<Resolved> resolve(List<Clip> clips) {
    return resolve(clips, Set.of());
  }

  /** Asks for these clips' videos, in other formats than these. */
  Crew<Resolved> resolve(List<Clip> clips, Set<String> without) {
    return Crew.start(1, Integer.MAX_VALUE, "resolver", () -> {}, out -> run(clips, without, out));
  }

  private void run(List<Clip> clips, Set<String> without, Crew.Out<Resolved> out)
      throws InterruptedException {
    Map<String, List<Clip>> byAddress = new LinkedHashMap<>();
    for (Clip clip : clips) {
      byAddress.computeIfAbsent(site.address(clip), a -> new ArrayList<>()).add(clip);
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-j", "--no-playlist", "--ignore-errors", "--socket-timeout", "20"));
    // Of a whole feed two tell that it is one; a channel has thousands.
    arguments.addAll(List.of("--playlist-end", "2"));
    if (!ytDlp.isYoutubeDl()) {
      // Of a site that refuses, more tries of each request are only more requests; a clip has
      // tries of its own.
      arguments.addAll(List.of("--extractor-retries", "1"));
    }
    if (site.sleep() != null && sleepsItself()) {
      // A video takes two requests or more, its page and the player's answer.
      arguments.addAll(List.of("--sleep-requests", Double.toString(site.sleep().seconds() / 2)));
    }
    arguments.addAll(formatArguments(without));
    Errors errors = new Errors(byAddress, out);
    try (CookiesCopy cookies = CookiesCopy.of(site)) {
      arguments.addAll(site.toolArguments(cookies));
      arguments.add("--");
      arguments.addAll(byAddress.keySet());
      ToolResult result =
          ytDlp.run(
              arguments,
              site.toolEnvironment(),
              new Lines(
                  line -> {
                    out.put(found(line, byAddress));
                    errors.found();
                  }),
              errors::line);
      if (!result.ok() && !errors.refused) {
        String line = site.withoutSecrets(result.firstErrorLine());
        out.put(new Resolved.Refused(clipsOf("", byAddress), line));
      }
    } catch (HeldBackException e) {
      // What it has not said is asked for later.
    }
  }

  /** This process is ended before it asks on: the same would be said of each video. */
  private static final class HeldBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private boolean isNew(String warning) {
    if (said.size() >= MOST_WARNINGS) {
      said.clear();
    }
    boolean isNew = said.add(warning);
    if (isNew && FailureKind.of(warning) == FailureKind.STALE_COOKIES) {
      notes
          .hint()
          .accept(
              "the site no longer takes the cookies ("
                  + warning
                  + "), and what needs an account stays closed: log in anew in a private window,"
                  + " export its cookies, close it, and run the same command again with them");
    }
    return isNew;
  }

  private void holdBack(Map<String, List<Clip>> byAddress) {
    if (blocked.getAsBoolean() && byAddress.size() > 1) {
      throw new HeldBackException();
    }
  }

  /**
   * What yt-dlp says on standard error. It asks for one video after the other, and older ones name
   * none in a warning.
   */
  private final class Errors {
    private final Map<String, List<Clip>> byAddress;
    private final Crew.Out<Resolved> out;
    private final List<String> warnings = new ArrayList<>();
    private boolean refused;

    Errors(Map<String, List<Clip>> byAddress, Crew.Out<Resolved> out) {
      this.byAddress = byAddress;
      this.out = out;
    }

    /** A video is there, whatever it was warned of. */
    synchronized void found() {
      warnings.clear();
    }

    synchronized void line(String line) {
      String clean = site.withoutSecrets(line);
      if (!line.startsWith("WARNING:") || isNew(clean)) {
        notes.tools().accept(clean);
      }
      if (line.startsWith("WARNING:") && warnings.size() < MOST_WARNINGS) {
        warnings.add(clean);
        FailureKind certain = FailureKind.certain(warnings).orElse(null);
        if (certain != null) {
          refused = true;
          out.put(new Resolved.Refused(clipsOf("", byAddress), certain, clean));
          throw new HeldBackException();
        }
      } else if (line.startsWith("ERROR:")) {
        refused = true;
        String id = line.replaceFirst("^ERROR: *(\\[[^\\]]*\\] *)?([^: ]*):.*", "$2");
        FailureKind kind = FailureKind.of(clean, warnings);
        warnings.clear();
        out.put(new Resolved.Refused(clipsOf(id, byAddress), kind, clean));
      }
      holdBack(byAddress);
    }
  }

  private Resolved found(String line, Map<String, List<Clip>> byAddress) {
    holdBack(byAddress);
    try {
      JsonNode video = json.readTree(line);
      String id = video.path("id").asText("");
      List<Clip> clips = byAddress.get(video.path("original_url").asText(""));
      if (clips == null || !isAsked(id, clips.get(0))) {
        // Of another video that was asked for, too, it is that one's answer.
        List<Clip> ofId = clipsOf(id, byAddress);
        clips = clips == null || (!ofId.isEmpty() && isAsked(id, ofId.get(0))) ? ofId : clips;
      }
      if (video.path("n_entries").asInt(0) > 1) {
        return feed(video, byAddress);
      }
      if (!clips.isEmpty() && !isAsked(id, clips.get(0))) {
        boolean isId = clips.get(0).id().length() == SiteOptions.YOUTUBE_ID_LENGTH;
        return isId
            ? new Resolved.Refused(
                clips,
                FailureKind.ACCOUNT,
                "another video, " + id + ", answers; of a paid one the site gives the trailer")
            : new Resolved.Refused(
                clips,
                FailureKind.UNKNOWN,
                "another video, " + id + ", answers; YouTube's ids have 11 characters");
      }
      VideoAddress address = VideoAddress.parse(video);
      if (address.isLive()) {
        return new Resolved.Refused(
            clips, FailureKind.LIVE, "the video is being streamed live, and has no end yet");
      }
      return address.isComplete()
          ? new Resolved.Found(clips, address)
          : new Resolved.Refused(
              clips, FailureKind.OUTDATED, "yt-dlp answers without the address of the video");
    } catch (IOException e) {
      return new Resolved.Refused(List.of(), "yt-dlp answers with something that is no JSON");
    }
  }

  /** An address that stands for several videos is none of a clip; said once, with the first. */
  private static Resolved feed(JsonNode video, Map<String, List<Clip>> byAddress) {
    List<Clip> clips = byAddress.size() == 1 ? clipsOf("", byAddress) : List.of();
    for (String field : List.of("playlist_webpage_url", "playlist_id")) {
      clips = byAddress.getOrDefault(video.path(field).asText(""), clips);
    }
    return new Resolved.Refused(
        video.path("playlist_index").asInt(1) > 1 ? List.of() : clips,
        FailureKind.UNKNOWN,
        "its address stands for a feed of videos, and not for one; name the video's own");
  }

  private boolean isAsked(String id, Clip clip) {
    return SiteOptions.youtubeId(site.address(clip)).map(id::equals).orElse(true);
  }

  /** The clips of a video by its id; of the only one when there is just one; none if not clear. */
  private static List<Clip> clipsOf(String id, Map<String, List<Clip>> byAddress) {
    if (byAddress.size() == 1) {
      return byAddress.values().iterator().next();
    }
    List<Clip> matching = List.of();
    for (List<Clip> clips : byAddress.values()) {
      if (clips.get(0).id().equals(id)) {
        if (!matching.isEmpty()) {
          return List.of();
        }
        matching = clips;
      }
    }
    return matching;
  }

  /**
   * Which format: mp4 up to the height with the best sound, then anything up to the height, then
   * the smallest above it, then a picture without sound. H.264 and AAC are preferred, because they
   * are the quickest to decode.
   */
  private List<String> formatArguments(Set<String> without) {
    String height = maxHeight > 0 ? "[height<=?" + maxHeight + "]" : "";
    String others =
        without.stream()
            .filter(id -> id.matches("[\\w.-]+"))
            .map(id -> "[format_id!=" + id + "]")
            .collect(Collectors.joining());
    String chosen =
        ytDlp.isYoutubeDl()
            ? "bestvideo[ext=mp4]HO+bestaudioO/best[ext=mp4]HO/bestvideoHO+bestaudioO/bestHO"
                + "/bestO/bestvideoO"
            : "bv*[ext=mp4]HO+baO/b[ext=mp4]HO/bv*HO+baO/bHO/bv*[ext=mp4]HO/bv*O+baO/bO/bv*O";
    List<String> arguments = new ArrayList<>();
    arguments.add("-f");
    arguments.add(chosen.replace("H", height).replace("O", others));
    if (!ytDlp.isYoutubeDl()) {
      arguments.add("-S");
      arguments.add((maxHeight > 0 ? "res:" + maxHeight : "res") + ",fps,vcodec:h264,acodec:aac");
    }
    return arguments;
  }
}
