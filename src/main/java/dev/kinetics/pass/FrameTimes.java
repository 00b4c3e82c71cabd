package dev.kinetics.pass;

import dev.kinetics.media.MediaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the pictures of a section are shown, told by ffmpeg in place of a clip that nobody keeps:
 * the text of its muxer {@code framecrc}, a line a picture, with the stream, the times of decoding
 * and of presentation, and the duration, in units that {@code #tb} names.
 */
public final class FrameTimes {
  /** A picture of a few points, so that one whose size changes is none that an encoder refuses. */
  static final String FILTER = "scale=16:16:flags=neighbor";

  /**
   * The arguments that write it, up to the file's name. Of the sound it says that there is some.
   */
  static final List<String> ENCODER =
      List.of("-c:v", "wrapped_avframe", "-c:a", "copy", "-f", "framecrc");

  private static final String UNITS = "#tb 0: ";

  private FrameTimes() {}

  /**
   * Reads them as those of a file.
   *
   * @return empty when there is no picture
   * @throws IOException when they can't be read
   */
  public static Optional<MediaFile> read(Path file) throws IOException {
    List<Shown> pictures = pictures(file);
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    double start = pictures.stream().mapToDouble(Shown::start).min().orElseThrow();
    double end = Math.max(0, pictures.stream().mapToDouble(Shown::end).max().orElseThrow());
    boolean audio;
    try (Stream<String> lines = Files.lines(file)) {
      audio = lines.anyMatch(line -> line.startsWith("#media_type") && line.endsWith("audio"));
    }
    var all = new MediaFile.Picture("", 0, 0, true, pictures.size(), start, end, 0, "");
    return Optional.of(new MediaFile(Optional.of(all), audio));
  }

  /** The last picture of those that a file tells of; empty where there is none. */
  static Optional<Section.Last> last(Path file) throws IOException {
    return pictures(file).stream()
        .max(Comparator.comparingDouble(Shown::start))
        .map(
            last ->
                new Section.Last(Math.round(last.start() * 1000), Math.round(last.end() * 1000)));
  }

  /** A picture from when to when, in seconds. */
  private record Shown(double start, double end) {}

  private static List<Shown> pictures(Path file) throws IOException {
    double unit = 0;
    List<Shown> pictures = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(UNITS)) {
        String[] ratio = line.substring(UNITS.length()).strip().split("/");
        unit = Double.parseDouble(ratio[0]) / Double.parseDouble(ratio[1]);
      } else if (line.startsWith("0,")) {
        String[] fields = line.split("\\s*,\\s*");
        double start = Long.parseLong(fields[2]) * unit;
        pictures.add(new Shown(start, start + Long.parseLong(fields[3]) * unit));
      }
    }
    return pictures;
  }
}
