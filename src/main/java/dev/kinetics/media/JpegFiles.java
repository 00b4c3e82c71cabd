package dev.kinetics.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Cuts a row of JPEG pictures into files {@code frame0.jpg}, {@code frame1.jpg}, and so on. A
 * picture ends with the marker FF D9, which can't stand inside one: in the coded data an FF is
 * followed by 00 or by a restart marker (ITU-T T.81, B.1.1.2), and ffmpeg's pictures carry no
 * thumbnails.
 */
public final class JpegFiles extends OutputStream {
  /** Takes each picture. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes a whole picture, which is the sink's until it returns.
     *
     * @param number its place, from 0
     */
    void take(long number, ByteArrayOutputStream picture) throws IOException;
  }

  /** There are more pictures than there may be. */
  public static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException(long most) {
      super("it makes more than " + most + " frames");
    }
  }

  private final Sink sink;
  private final ByteArrayOutputStream picture = new ByteArrayOutputStream(1 << 16);
  private byte last;
  private long count;
  private long bytes;

  /**
   * Writes the files into this folder.
   *
   * @param most how many there may be; one more is a {@link TooManyException}
   */
  public JpegFiles(Path folder, long most) {
    this(
        (number, picture) -> {
          if (number >= most) {
            throw new TooManyException(most);
          }
          try (OutputStream file =
              Files.newOutputStream(
                  folder.resolve("frame" + number + ".jpg"),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE)) {
            picture.writeTo(file);
          }
        });
  }

  /** Hands each picture on. */
  public JpegFiles(Sink sink) {
    this.sink = sink;
  }

  /** How many pictures were written. */
  public long count() {
    return count;
  }

  /** How many bytes they have. */
  public long bytes() {
    return bytes;
  }

  /** Whether nothing follows the last picture. */
  public boolean endedWhole() {
    return picture.size() == 0;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    int start = offset;
    byte before = last;
    for (int i = offset; i < offset + length; i++) {
      if (before == (byte) 0xFF && from[i] == (byte) 0xD9) {
        picture.write(from, start, i + 1 - start);
        start = i + 1;
        flushPicture();
      }
      before = from[i];
    }
    last = before;
    picture.write(from, start, offset + length - start);
  }

  private void flushPicture() throws IOException {
    sink.take(count, picture);
    bytes += picture.size();
    count++;
    picture.reset();
  }
}
