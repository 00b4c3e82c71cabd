package dev.kinetics.pass;

import dev.kinetics.media.MediaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    double unit = 0;
    long frames = 0;
    double start = Double.POSITIVE_INFINITY;
    double end = 0;
    boolean audio = false;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(UNITS)) {
        String[] ratio = line.substring(UNITS.length()).strip().split("/");
        unit = Double.parseDouble(ratio[0]) / Double.parseDouble(ratio[1]);
      } else if (line.startsWith("0,")) {
        String[] fields = line.split("\\s*,\\s*");
        double shown = Long.parseLong(fields[2]) * unit;
        frames++;
        start = Math.min(start, shown);
        end = Math.max(end, shown + Long.parseLong(fields[3]) * unit);
      }
      audio |= line.startsWith("#media_type") && line.endsWith("audio");
    }
    return frames == 0
        ? Optional.empty()
        : Optional.of(
            new MediaFile(
                Optional.of(new MediaFile.Picture("", 0, 0, true, frames, start, end, 0, "")),
                audio));
  }
}
