package dev.kinetics.statistics;

import dev.kinetics.media.MediaFacts;

/** What clips are like. */
public final class Shape {
  final Histogram resolution = new Histogram(value -> (value >>> 32) + "x" + (value & 0xFFFFFFFFL));
  final Histogram frameRate = new Histogram(value -> value + " fps");
  final Histogram length = new Histogram(value -> value + " s");
  final Histogram size = new Histogram(Shape::sizeRange);
  final Histogram sound = new Histogram(value -> value == 1 ? "yes" : "no");
  private long unknown;
  private long bytes;
  private double seconds;

  /** Counts a clip; {@code media} is null where it is not known. */
  void count(long itsBytes, MediaFacts media) {
    if (media == null) {
      unknown++;
      return;
    }
    resolution.count((long) media.width() << 32 | media.height());
    frameRate.count(Math.round(media.frameRate()));
    length.count(Math.round(media.seconds()));
    size.count(itsBytes == 0 ? 0 : 64 - Long.numberOfLeadingZeros(itsBytes >> 18));
    sound.count(media.audio() ? 1 : 0);
    bytes += itsBytes;
    seconds += media.seconds();
  }

  /** How many clips there are of which nothing is known. */
  public long unknown() {
    return unknown;
  }

  /** What the others take on the disk, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** How long the others are together, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** The range of sizes that a number of doublings of 256 KiB stands for. */
  private static String sizeRange(long doublings) {
    if (doublings == 0) {
      return "under 256K";
    }
    return binary(128L << doublings) + " to " + binary(256L << doublings);
  }

  private static String binary(long kibibytes) {
    return kibibytes >= 1L << 20
        ? (kibibytes >> 20) + "G"
        : kibibytes >= 1L << 10 ? (kibibytes >> 10) + "M" : kibibytes + "K";
  }
}
