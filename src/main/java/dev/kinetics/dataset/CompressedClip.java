package dev.kinetics.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/** Reads clips that {@code --compress} has kept, as {@code ID.mp4.gz}. */
public final class CompressedClip {
  private CompressedClip() {}

  /**
   * Unpacks a clip into a folder.
   *
   * @return the clip's file there
   * @throws java.util.zip.ZipException when it is damaged, {@link java.io.EOFException} when it is
   *     cut off
   * @throws IOException when it can't be read
   */
  public static Path unpack(Path file, Path folder) throws IOException {
    Path unpacked = folder.resolve("clip.mp4");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(PlainFile.require(file)), 1 << 16)) {
      Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    return unpacked;
  }
}
