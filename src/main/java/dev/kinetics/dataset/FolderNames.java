package dev.kinetics.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names in one folder, sorted by their bytes and kept in one array: the names of a release's
 * 650,000 clips take 13 MB so, and more than 60 MB as strings.
 */
final class FolderNames {
  private final Path folder;
  private final boolean exists;
  private final byte[] text;

  /** Where each name ends in the text; it begins where the one before ends. */
  private final int[] ends;

  private FolderNames(Path folder, boolean exists, byte[] text, int[] ends) {
    this.folder = folder;
    this.exists = exists;
    this.text = text;
    this.ends = ends;
  }

  /**
   * Reads a folder; one that is not there has no names.
   *
   * @throws IOException when it can't be read
   */
  static FolderNames read(Path folder) throws IOException {
    List<Path> entries = entries(folder);
    if (entries == null) {
      return new FolderNames(folder, false, new byte[0], new int[0]);
    }
    byte[][] names = new byte[entries.size()][];
    int[] ends = new int[names.length];
    int length = 0;
    for (int i = 0; i < names.length; i++) {
      names[i] = entries.get(i).getFileName().toString().getBytes(StandardCharsets.UTF_8);
      length += names[i].length;
    }
    byte[] text = new byte[length];
    int end = 0;
    int next = 0;
    for (byte[] name : sorted(names)) {
      System.arraycopy(name, 0, text, end, name.length);
      end += name.length;
      ends[next++] = end;
    }
    return new FolderNames(folder, true, text, ends);
  }

  /**
   * Sorts numbers of how the names begin, and names only where they begin alike. Of a release's
   * folders, Java's sort of objects took half a second to be compiled alone.
   */
  private static byte[][] sorted(byte[][] names) {
    long[] order = new long[names.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = beginning(names[i]) << 32 | i;
    }
    Arrays.sort(order);
    byte[][] sorted = new byte[names.length][];
    int begin = 0;
    for (int i = 0; i < order.length; i++) {
      sorted[i] = names[(int) order[i]];
      if (i + 1 == order.length || order[i] >> 32 != order[i + 1] >> 32) {
        if (i > begin) {
          Arrays.sort(sorted, begin, i + 1, Arrays::compareUnsigned);
        }
        begin = i + 1;
      }
    }
    return sorted;
  }

  /** The first four bytes as a number that is in the same order, as an int; absent ones are 0. */
  private static long beginning(byte[] name) {
    int bytes = 0;
    for (int i = 0; i < 4; i++) {
      bytes = bytes << 8 | (i < name.length ? name[i] & 0xFF : 0);
    }
    return bytes ^ Integer.MIN_VALUE;
  }

  /** What lies in a folder, in no order; null where there is no such folder. */
  static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (!Files.isDirectory(folder) && Files.exists(folder)) {
      return null; // To open a pipe would wait for its writer.
    }
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      paths.forEach(entries::add);
      return entries;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  Path folder() {
    return folder;
  }

  boolean exists() {
    return exists;
  }

  int size() {
    return ends.length;
  }

  String name(int index) {
    int begin = begin(index);
    return new String(text, begin, ends[index] - begin, StandardCharsets.UTF_8);
  }

  Path path(int index) {
    return folder.resolve(name(index));
  }

  private int begin(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Where the first name stands that is not before these bytes. */
  int firstFrom(byte[] bytes) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(text, begin(middle), ends[middle], bytes, 0, bytes.length);
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a name is, or begins with, these bytes. */
  boolean startsWith(int index, byte[] bytes) {
    int begin = begin(index);
    return ends[index] - begin >= bytes.length
        && Arrays.equals(text, begin, begin + bytes.length, bytes, 0, bytes.length);
  }

  /** Whether these bytes, and no more, follow the first so many of a name. */
  boolean goesOn(int index, int after, byte[] bytes) {
    return Arrays.equals(text, begin(index) + after, ends[index], bytes, 0, bytes.length);
  }
}
