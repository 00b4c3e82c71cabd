package dev.kinetics.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * A file or folder at the moment when it was looked at. What is said of it holds only as long as it
 * is the same: another run or a person may have replaced it since.
 *
 * @param key what the file system tells it from others by; null where it has nothing such
 * @param bytes its size
 * @param changed when it was written to last
 */
record Looked(Path path, Object key, long bytes, FileTime changed) {

  /**
   * As it is now.
   *
   * @throws IOException when it is not there, or can't be looked at
   */
  static Looked at(Path path) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Looked(path, now.fileKey(), now.size(), now.lastModifiedTime());
  }

  /** Whether it is there and still the same. */
  boolean isSame() {
    try {
      Looked now = at(path);
      return Objects.equals(now.key, key) && now.bytes == bytes && now.changed.equals(changed);
    } catch (IOException e) {
      return false;
    }
  }
}
