package dev.kinetics.pass;

import dev.kinetics.dataset.PlainFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells MPEG's transport stream by its form (ISO/IEC 13818-1, 2.4.3: packets of 188 bytes, each
 * beginning with 0x47; those of cameras have 4 bytes before each). What yt-dlp puts together of a
 * playlist is one under whatever name.
 */
public final class TransportStream {
  private static final int PACKET = 188;
  private static final int SYNC = 0x47;

  private TransportStream() {}

  /** Whether a file is one; one that can't be read is none. */
  public static boolean is(Path file) {
    byte[] head;
    try (InputStream in = Files.newInputStream(PlainFile.require(file))) {
      head = in.readNBytes(3 * (PACKET + 4));
    } catch (IOException e) {
      return false;
    }
    return begins(head, 0, PACKET) || begins(head, 4, PACKET + 4);
  }

  private static boolean begins(byte[] head, int first, int step) {
    for (int i = 0; i < 3; i++) {
      if (first + i * step >= head.length || head[first + i * step] != SYNC) {
        return false;
      }
    }
    return true;
  }
}
