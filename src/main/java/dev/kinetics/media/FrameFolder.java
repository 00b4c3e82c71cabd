package dev.kinetics.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of a clip's frames, as it lies on the disk.
 *
 * @param frames how many there are, counted from frame 0 to the first that is missing
 * @param fault what is wrong with it; empty when nothing is
 * @param foreign files that are no frames
 */
public record FrameFolder(int frames, String fault, List<Path> foreign) {
  private static final Pattern NAME = Pattern.compile("frame(0|[1-9]\\d{0,6})\\.jpg");

  /**
   * Reads a folder.
   *
   * @throws IOException when it can't be read
   */
  public static FrameFolder read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new FrameFolder(0, "it is no folder", List.of());
    }
    BitSet numbers = new BitSet();
    List<Path> foreign = new ArrayList<>();
    String fault = "";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
          foreign.add(file);
          continue;
        }
        numbers.set(Integer.parseInt(name.group(1)));
        if (fault.isEmpty() && !isWholeJpeg(file)) {
          fault = file.getFileName() + " is no whole JPEG";
        }
      }
    }
    int frames = numbers.nextClearBit(0);
    if (fault.isEmpty() && numbers.isEmpty()) {
      fault = "it has no frames";
    } else if (fault.isEmpty() && frames < numbers.length()) {
      fault = "frame" + frames + ".jpg is missing";
    }
    return new FrameFolder(frames, fault, List.copyOf(foreign));
  }

  /** Whether a file begins with the marker SOI and ends with EOI (ITU-T T.81, B.1.1.3). */
  private static boolean isWholeJpeg(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() < 4 || bytes.readUnsignedShort() != 0xFFD8) {
        return false;
      }
      bytes.seek(bytes.length() - 2);
      return bytes.readUnsignedShort() == 0xFFD9;
    }
  }
}
