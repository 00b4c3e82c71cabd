package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.pass.Pass;
import dev.kinetics.process.ToolResult;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.ToolLog;
import dev.kinetics.source.VideoAddress;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has yt-dlp fetch a whole video with its own downloader, and cuts it from the disk. */
final class WholeFetch {
  /**
   * What yt-dlp says, on standard output, when a server sends the file from its start again. Where
   * the format is asked for in chunks, as YouTube's are, it counts that as no try, and does it
   * without end (2025.11.12, downloader/http.py).
   */
  private static final String RESTARTS = "Unable to resume";

  private static final int MOST_RESTARTS = 3;

  /** It would go on without end. */
  private static final class EndlessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndlessException() {
      super(null, null, false, false);
    }
  }

  private final Tools tools;
  private final SectionCutter cutter;
  private final SiteOptions site;
  private final ToolLog log;

  WholeFetch(Tools tools, SectionCutter cutter, SiteOptions site, ToolLog log) {
    this.tools = tools;
    this.cutter = cutter;
    this.site = site;
    this.log = log;
  }

  /**
   * Cuts a clip.
   *
   * @param folder where the video is put, for as long as it is needed
   * @param target the file to make
   */
  SectionCutter.Cut cut(Clip clip, VideoAddress address, Path folder, Path target)
      throws InterruptedException, IOException {
    List<String> errors = new ArrayList<>();
    int[] restarts = {0};
    ToolResult result;
    try (CookiesCopy cookies = CookiesCopy.of(site)) {
      result =
          tools
              .ytDlp()
              .run(
                  arguments(clip, address, folder, cookies),
                  site.toolEnvironment(),
                  folder,
                  new Lines(
                      line -> {
                        if (line.contains(RESTARTS) && ++restarts[0] > MOST_RESTARTS) {
                          throw new EndlessException();
                        }
                      }),
                  line -> {
                    log.line(clip.name() + ": " + site.withoutSignatures(line));
                    // Of a server's faults it speaks as of progress, from a new line on.
                    boolean goesOn = !errors.isEmpty() && errors.get(0).strip().equals("ERROR:");
                    if (goesOn) {
                      errors.set(0, "ERROR: " + site.withoutSignatures(line).strip());
                    } else if (line.startsWith("ERROR:")) {
                      errors.add(site.withoutSignatures(line));
                    }
                  });
    } catch (EndlessException e) {
      return new SectionCutter.Cut.Nothing(
          FailureKind.NETWORK,
          "the server breaks off, knows no ranges, and began anew " + MOST_RESTARTS + " times");
    }
    if (!result.ok()) {
      String line =
          errors.isEmpty() ? site.withoutSignatures(result.firstErrorLine()) : errors.get(0);
      return new SectionCutter.Cut.Nothing(FailureKind.of(String.join("\n", errors) + line), line);
    }
    List<Path> fetched = new ArrayList<>();
    List<Pass.Input> inputs = new ArrayList<>();
    for (String name : names(address)) {
      Path file = wholeIn(folder, name);
      if (file == null) {
        return new SectionCutter.Cut.Nothing(FailureKind.NETWORK, "yt-dlp left no file");
      }
      fetched.add(file);
      inputs.add(Pass.Input.file(file).with(address.streams().get(inputs.size()).transfer()));
    }
    SectionCutter.Cut cut =
        cutter.cut(
            Origins.together(inputs, tools.ffprobe()),
            clip,
            SectionCutter.Source.of(address, 0),
            target);
    for (Path file : fetched) {
      Files.deleteIfExists(file);
    }
    return ofWholeFile(cut);
  }

  /** What could not be cut out of a file that is here is the file's fault. */
  static SectionCutter.Cut ofWholeFile(SectionCutter.Cut cut) {
    if (cut instanceof SectionCutter.Cut.Nothing nothing
        && nothing.kind() != FailureKind.DISK_FULL
        && nothing.kind() != FailureKind.KILLED
        && nothing.kind() != FailureKind.STALLED
        && nothing.kind() != FailureKind.ENDED) {
      return new SectionCutter.Cut.Nothing(FailureKind.NOT_DECODABLE, nothing.line());
    }
    return cut;
  }

  private List<String> arguments(
      Clip clip, VideoAddress address, Path folder, CookiesCopy cookies) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--no-playlist", "--no-progress", "--no-mtime", "--no-cache-dir"));
    arguments.addAll(List.of("--playlist-end", "1"));
    arguments.addAll(List.of("--socket-timeout", "20", "--retries", "3"));
    boolean apart = isApart(address);
    String formats = String.join(apart ? "," : "+", address.formats());
    if (!formats.isBlank()) {
      arguments.addAll(List.of("-f", formats));
    }
    if (apart) {
      // What it mends goes through ffmpeg, which has each file begin at 0.
      arguments.addAll(List.of("--fixup", "never"));
    }
    if (site.limitRate() > 0) {
      arguments.addAll(List.of("--limit-rate", Long.toString(site.limitRate())));
    }
    arguments.addAll(List.of("--ffmpeg-location", tools.ffmpeg().tool().path().toString()));
    arguments.addAll(List.of("--merge-output-format", "mkv"));
    // The folder may have a % in its name, which is yt-dlp's sign for a field.
    String whole = folder.resolve("whole").toString().replace("%", "%%");
    arguments.addAll(List.of("-o", whole + (apart ? "-%(format_id)s" : "") + ".%(ext)s"));
    arguments.addAll(site.toolArguments(cookies));
    arguments.addAll(List.of("--", site.address(clip)));
    return arguments;
  }

  /**
   * Whether picture and sound are left apart. To put them together yt-dlp has each begin at 0, and
   * two that begin at other times are out of step then.
   */
  private static boolean isApart(VideoAddress address) {
    List<String> ids = address.formats();
    return ids.size() > 1
        && ids.size() == address.streams().size()
        && ids.stream().distinct().count() == ids.size()
        && ids.stream().allMatch(id -> id.matches("[A-Za-z0-9][A-Za-z0-9_-]*"));
  }

  /** What the files are called, without their endings, picture first. */
  private static List<String> names(VideoAddress address) {
    return isApart(address)
        ? address.formats().stream().map(id -> "whole-" + id).toList()
        : List.of("whole");
  }

  private static Path wholeIn(Path folder, String name) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + ".*")) {
      for (Path file : files) {
        if (!file.toString().endsWith(".part") && !file.toString().endsWith(".ytdl")) {
          return file;
        }
      }
    }
    return null;
  }
}
