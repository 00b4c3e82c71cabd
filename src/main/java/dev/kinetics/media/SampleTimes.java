package dev.kinetics.media;

import java.nio.ByteBuffer;

/**
 * When the pictures of a track are shown: their times (stts, ctts; ISO/IEC 14496-12, 8.6.1) behind
 * the track's edit list (8.6.6).
 *
 * @param shown how many are shown
 * @param start when the first is, in seconds of the movie
 * @param end when the last of them ends
 * @param hidden how many seconds stand before what is shown
 */
record SampleTimes(long shown, double start, double end, double hidden) {

  /**
   * Reads them.
   *
   * @param track the content of trak
   * @param samples the content of its stbl
   * @param count how many samples there are
   * @param movieScale units a second of the movie
   * @param scale units a second of the track
   */
  static SampleTimes read(
      ByteBuffer track, ByteBuffer samples, long count, long movieScale, long scale) {
    double delay = 0;
    long from = Long.MIN_VALUE;
    long until = Long.MAX_VALUE;
    ByteBuffer list = Boxes.find(track, 0, "edts", "elst");
    boolean wide = list != null && list.get(0) == 1;
    int edits = list == null ? 0 : list.getInt(4);
    for (int i = 0; i < edits; i++) {
      int at = 8 + i * (wide ? 20 : 12);
      long length = wide ? list.getLong(at) : Integer.toUnsignedLong(list.getInt(at));
      long time = wide ? list.getLong(at + 8) : list.getInt(at + 4);
      if (movieScale <= 0 || (time >= 0 && from != Long.MIN_VALUE)) {
        throw new IllegalArgumentException("more than one edit");
      }
      if (time < 0) {
        delay += (double) length / movieScale;
      } else {
        from = time;
        // The movie's units are often coarser than the track's.
        until =
            length == 0 ? Long.MAX_VALUE : time + Math.round((length + 1.0) * scale / movieScale);
      }
    }
    return of(samples, count, scale, new Edit(delay, from, until));
  }

  /** What of the track is shown, in its units, and how long after the movie's start. */
  private record Edit(double delay, long from, long until) {}

  private static SampleTimes of(ByteBuffer samples, long count, long scale, Edit edit) {
    Runs durations = new Runs(Boxes.required(samples, "stts"));
    ByteBuffer shifts = Boxes.find(samples, 0, "ctts");
    Runs offsets = shifts == null ? null : new Runs(shifts);
    long decoded = 0;
    long earliest = Long.MAX_VALUE;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long shown = 0;
    for (long i = 0; i < count; i++) {
      long duration = Integer.toUnsignedLong(durations.next());
      long time = decoded + (offsets == null ? 0 : offsets.next());
      decoded += duration;
      earliest = Math.min(earliest, time);
      if (time + Math.max(1, duration) > edit.from() && time < edit.until()) {
        shown++;
        first = Math.min(first, time);
        last = Math.max(last, Math.min(time + duration, edit.until()));
      }
    }
    if (shown == 0) {
      throw new IllegalArgumentException("nothing is shown");
    }
    long zero = edit.from() == Long.MIN_VALUE ? 0 : edit.from();
    return new SampleTimes(
        shown,
        edit.delay() + Math.max(0, first - zero) / (double) scale,
        edit.delay() + (last - zero) / (double) scale,
        edit.from() == Long.MIN_VALUE ? 0 : Math.max(0, edit.from() - earliest) / (double) scale);
  }

  /** A table of runs: how often, and which value. */
  private static final class Runs {
    private final ByteBuffer table;
    private final int entries;
    private int entry = -1;
    private long left;

    Runs(ByteBuffer table) {
      this.table = table;
      this.entries = table.getInt(4);
    }

    int next() {
      while (left == 0) {
        if (++entry >= entries) {
          throw new IllegalArgumentException("fewer times than samples");
        }
        left = Integer.toUnsignedLong(table.getInt(8 + entry * 8));
      }
      left--;
      return table.getInt(12 + entry * 8);
    }
  }
}
