package dev.kinetics.pass;

/**
 * The filters that put what is decoded onto a section's own time. They take what ffmpeg hands over
 * after a seek to somewhere before the section, with times counted from the section's start: what
 * stands before has negative ones.
 *
 * <p>A picture stands until the next one comes. The one that stands when the section starts is
 * shown at 0, however long before it came, unless the next one comes within a frame, which is then
 * the first; the one that stands at the section's end is shown once more, one frame before the end,
 * when it has stood for longer than a frame and the video goes on; a picture that only begins
 * inside the section is shown from 0. All others keep their times. The sound starts at 0, with
 * silence up to its first sample; holes in it are silence.
 */
final class Timeline {
  /** A frame's usual length in seconds, by the stream's nominal rate. */
  private static final String FRAME = "if(isnan(FR),0.04,clip(1/FR,0.001,0.1))";

  /**
   * A gap of 20 ms or more is filled, which no rounding of time stamps makes: a lost packet of AAC
   * or MP3 leaves 21 ms or more.
   */
  private static final String FILLED = "aresample=async=1:first_pts=0:min_hard_comp=0.02";

  /**
   * For sound that is brought to one form: filters that begin anew with each form may not fill up
   * what lies before. Where the rate changes, ffmpeg goes on to count the packets in one unit of a
   * transport stream by the old one: only where stamps keep away from the samples, they count.
   */
  static final String UNFILLED = "aresample=async=1:min_hard_comp=0.25";

  private Timeline() {}

  /**
   * From one picture stream to the pictures of the section, still in the size and form that they
   * come in. Works on pictures whose size changes on the way, when ffmpeg is told not to begin the
   * graph anew.
   *
   * @param from the stream's label
   * @param leadMillis by how much the times are counted from an earlier moment
   */
  static String picture(String from, long leadMillis, long lengthMillis, String to) {
    String length = Section.time(lengthMillis);
    // A beat at 0, one just before the end, and one at the end. Of two streams that are in step,
    // streamselect passes the second one's picture on at each time that either has.
    String beats =
        "color=s=16x16:r=1:d=3,settb=AVTB,setpts='if(eq(N,0),0,if(eq(N,1),LEN/TB-1,LEN/TB))'[beats];";
    // A frame that comes less than a frame after the start is the section's first.
    String pictures =
        from
            + "settb=AVTB,setpts='PTS-LEAD/TB',"
            + "setpts='if(eq(N,0)+lt(T,0.99*(FRAME)),min(PTS,0),PTS)'[pictures];";
    String together =
        "[beats][pictures]streamselect=inputs=2:map=1,"
            + "setpts='if(between(T,LEN-0.0000015,LEN-0.0000005),"
            + "if(gt(T-PREV_OUTT,1.5*(FRAME)),(LEN-(FRAME))/TB,PREV_OUTPTS),PTS)',"
            + "select='gte(t,0)*(isnan(prev_selected_pts)+gt(pts,prev_selected_pts))',"
            + "trim=end=LEN";
    return (beats + pictures + together + to)
        .replace("LEAD", Section.time(leadMillis))
        .replace("LEN", length)
        .replace("FRAME)", FRAME + ")");
  }

  /**
   * The same for a section that has nothing but the video's last picture, which ended the stream
   * before the section's first beat: it is shown at 0, and once more a frame before it ends.
   *
   * @param leadMillis by how much the times are counted from an earlier moment
   * @param startMillis when it comes, by the section's time
   * @param endMillis until when it is shown
   */
  static String lastPicture(
      String from, long leadMillis, long startMillis, long endMillis, String to) {
    return (from
                + "settb=AVTB,setpts='PTS-LEAD/TB',select='gte(t,START-0.002)',"
                + "tpad=stop=1:stop_mode=clone,"
                + "setpts='if(eq(N,0),0,max(1,(END-(FRAME))/TB))'")
            .replace("LEAD", Section.time(leadMillis))
            .replace("START", Section.time(startMillis, 0))
            .replace("END", Section.time(endMillis))
            .replace("FRAME)", FRAME + ")")
        + to;
  }

  /**
   * The filter for a file that is taken whole. Pictures of one time, which Matroska's milliseconds
   * and broken clocks make, come one after the other: no encoder takes two at once, and here are
   * units of which 90,000 make a second.
   */
  static String wholePicture() {
    return "setpts='if(between(T-PREV_OUTT,-0.02,0.0000112),PREV_OUTPTS+ceil(0.0000113/TB),PTS)'";
  }

  /** The same for sound, as a plain chain. */
  static String sound(long leadMillis, long lengthMillis) {
    return sectionOfSound(leadMillis, lengthMillis) + "," + FILLED;
  }

  static String sectionOfSound(long leadMillis, long lengthMillis) {
    return "asetpts=PTS-"
        + Section.time(leadMillis)
        + "/TB,atrim=start=0:end="
        + Section.time(lengthMillis);
  }

  /**
   * For the sound of a file that is taken whole. A first stamp of less than a packet is what the
   * encoder's delay left, which not all readers of a file take off.
   */
  static String wholeSound() {
    return "asetpts='if(lt(STARTT,0.03),PTS-STARTPTS,PTS)'," + FILLED;
  }

  /** The last frame ends with the section, and not when the video's next one comes. */
  static String lastFrameEnds(long lengthMillis) {
    return "setts=pts=PTS:dts=DTS:duration='max(1,min(if(gt(DURATION,1),DURATION,0.04/TB),"
        + Section.time(lengthMillis)
        + "/TB-PTS))'";
  }
}
