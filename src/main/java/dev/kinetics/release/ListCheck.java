package dev.kinetics.release;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchFault.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Tells whether what a server sent is the list of a release. */
final class ListCheck {
  /** Today's lists differ from those first published by some percent, never by this much. */
  private static final double LEAST_SHARE = 0.8;

  private static final double LARGEST_SHARE = 1.3;

  /** The JSON lists of 700 unpack to some 250 MB. */
  static final long LARGEST_UNPACKED_BYTES = 4L << 30;

  private final ToIntBiFunction<Release, Split> publishedClips;
  private final long largestUnpackedBytes;

  /**
   * Checks against the given numbers.
   *
   * @param publishedClips how many clips a split of a release has, more or less
   * @param largestUnpackedBytes how much a gzipped list may unpack to
   */
  ListCheck(ToIntBiFunction<Release, Split> publishedClips, long largestUnpackedBytes) {
    this.publishedClips = publishedClips;
    this.largestUnpackedBytes = largestUnpackedBytes;
  }

  /**
   * Reads the whole list: each file or archive to its end, columns and rows, and whether every
   * split has about as many clips as it should.
   *
   * @param list a list, an archive, or a folder of lists
   * @return clips a split
   * @throws FetchFault when it is not the release's list
   */
  Map<Split, Long> check(Release release, Path list) throws IOException {
    Map<Split, Long> clips = count(list, release);
    for (Split split : Split.values()) {
      long found = clips.getOrDefault(split, 0L);
      int published = publishedClips.applyAsInt(release, split);
      if (found < published * LEAST_SHARE || found > published * LARGEST_SHARE) {
        throw new FetchFault(
            Kind.REFUSED,
            "sent a list with "
                + found
                + " "
                + split
                + " clips, where "
                + release
                + " has about "
                + published);
      }
    }
    return clips;
  }

  /**
   * Reads the whole list and counts its clips.
   *
   * @throws FetchFault when it is no annotation list
   */
  Map<Split, Long> count(Path list, Release release) throws IOException {
    if (Files.isRegularFile(list)) {
      readToEnd(list);
    }
    AnnotationList read;
    try {
      read = AnnotationReader.count(list, release);
    } catch (KineticsException e) {
      throw new FetchFault(Kind.REFUSED, "sent no annotation list (" + e.getMessage() + ")", e);
    }
    Map<Split, Long> clips = new EnumMap<>(Split.class);
    read.counts()
        .forEach(
            (split, labels) ->
                clips.put(split, labels.values().stream().mapToLong(Integer::longValue).sum()));
    return clips;
  }

  /** A gzip file carries its checksum and length at its end; it must also have an end. */
  private void readToEnd(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      raw.mark(2);
      byte[] magic = raw.readNBytes(2);
      raw.reset();
      if (!GzipCompressorInputStream.matches(magic, magic.length)) {
        return;
      }
      long left = largestUnpackedBytes;
      byte[] buffer = new byte[1 << 16];
      try (InputStream unpacked = new GZIPInputStream(raw, 1 << 16)) {
        int count;
        while (left >= 0 && (count = unpacked.read(buffer)) >= 0) {
          left -= count;
        }
      } catch (IOException e) {
        throw new FetchFault(
            Kind.REFUSED, "sent an archive that is damaged or cut off: " + e.getMessage(), e);
      }
      if (left < 0) {
        throw new FetchFault(
            Kind.REFUSED,
            "sent an archive that unpacks to more than " + largestUnpackedBytes + " bytes");
      }
    }
  }
}
