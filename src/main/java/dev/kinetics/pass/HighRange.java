package dev.kinetics.pass;

/**
 * Pictures of a high dynamic range (PQ, HLG), which training code and players of H.264 can't show.
 */
final class HighRange {
  /** Brightness of white in cd/m², as films are graded for. */
  private static final int WHITE = 100;

  private HighRange() {}

  /**
   * The filters that map it to the range and the colours of BT.709, with a comma behind; nothing
   * for usual pictures. They need an ffmpeg with zimg, as the bundled one has; another one says
   * which filter it lacks, and makes nothing.
   *
   * @param transfer the source's transfer curve as ffmpeg calls it; empty for the usual ones
   */
  static String toUsual(String transfer) {
    if (transfer.isEmpty()) {
      return "";
    }
    // zimg takes odd sizes only of pictures whose colours are as fine as their brightness.
    // What the picture lacks of its own description is said first: zimg knows no way else.
    return "setparams=color_primaries=bt2020:colorspace=bt2020nc:color_trc="
        + transfer
        + ",format=yuv444p10le,zscale=t=linear:npl="
        + WHITE
        + ",format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,"
        + "zscale=t=bt709:m=bt709:r=tv,format=yuv444p,";
  }
}
