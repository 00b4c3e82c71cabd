package dev.kinetics.pass;

import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.process.ToolResult;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One run of ffmpeg over one video: everything that is wanted of it is made from one decoding.
 *
 * @param inputs one for picture and sound, or one for each, picture first
 * @param section which part; null for all, in the file's own time
 * @param threads how many threads each decoder and encoder may use
 * @param sound how the sound is taken
 * @param outputs what is made; of {@link Jpegs} one at most
 */
public record Pass(
    List<Input> inputs, Section section, int threads, Sound sound, List<Output> outputs) {
  private static final long NEAR_MILLIS = 3000;

  /** The parts of ffmpeg that work on sound, as they name themselves before their words. */
  private static final Pattern SOUND_AT_FAULT =
      Pattern.compile("(?i)channel layout|\\b(aresample|aformat|abuffer\\w*|swr|aist|aost|af#)");

  /**
   * What ffmpeg reads.
   *
   * @param options what stands before it on the command line
   * @param from a file or an address
   * @param leadMillis how much before a section has to be decoded, for formats in which ffmpeg does
   *     not find the key frame before it
   * @param transfer the picture's transfer curve of a high dynamic range, as ffmpeg calls it; empty
   *     for the usual ones
   * @param originMicros the stamp of the video's time 0 in microseconds, where picture and sound
   *     are apart, or the file is a part of the video: then none counts from its own first stamp
   */
  public record Input(
      List<String> options, String from, long leadMillis, String transfer, long originMicros) {
    /** In milliseconds: MPEG's transport stream has no index, and key frames seconds apart. */
    public static final long TRANSPORT_STREAM_LEAD = 12_000;

    /** Decoded from its first packet on, since nothing stands in it that is not needed. */
    private static final long FROM_ITS_START = Long.MAX_VALUE / 2;

    /** Stamps that count from 0, as those of mp4 and Matroska do. */
    public Input(List<String> options, String from, long leadMillis, String transfer) {
      this(options, from, leadMillis, transfer, 0);
    }

    /** A file of this machine. */
    public static Input file(Path file) {
      return new Input(
          Ffmpeg.LOCAL,
          "file:" + file.toAbsolutePath(),
          TransportStream.is(file) ? TRANSPORT_STREAM_LEAD : 0,
          "");
    }

    /**
     * A file with just the part of a video in which the section lies, and with the video's stamps.
     */
    public static Input part(Path file, long originMicros) {
      Input whole = file(file);
      return new Input(whole.options, whole.from, FROM_ITS_START, "", originMicros);
    }

    /** Whether it is a part of a video. */
    public boolean isPart() {
      return leadMillis == FROM_ITS_START;
    }

    /** The same, with a picture of this transfer curve. */
    public Input with(String curve) {
      return new Input(options, from, leadMillis, curve, originMicros);
    }

    /** The same, with stamps that count from elsewhere. */
    public Input from(long origin) {
      return new Input(options, from, leadMillis, transfer, origin);
    }
  }

  /** How the sound is taken. */
  public enum Sound {
    AS_IT_IS,
    /**
     * Its first channel alone. That of ambisonic sound is what comes from all around (W), and no
     * other channels of it can be mixed into two.
     */
    FIRST_CHANNEL,
    NONE
  }

  /** What can be made. */
  public sealed interface Output {}

  /**
   * A clip.
   *
   * @param file the mp4
   * @param encoding how it is written
   * @param keepsPicture whether the picture is taken over as it is
   * @param keepsSound the same for the sound
   */
  public record Mp4(Path file, ClipEncoding encoding, boolean keepsPicture, boolean keepsSound)
      implements Output {}

  /**
   * When the section's pictures are shown, and no picture: for {@link FrameTimes}.
   *
   * @param file a text
   */
  public record Times(Path file) implements Output {}

  /**
   * The frames as a row of JPEGs on standard output.
   *
   * @param of the clip whose frames they are to be, as if it were made first; null for the picture
   *     as it is
   */
  public record Jpegs(FrameStyle style, ClipEncoding of) implements Output {}

  /**
   * The sound as mono samples alone: 32-bit floats in little endian, −1…1.
   *
   * @param file where they go
   * @param samplingRate samples a second
   */
  public record Samples(Path file, int samplingRate) implements Output {}

  /**
   * The sound as a file.
   *
   * @param mostSeconds where it is cut off: a single wrong time stamp would fill the disk with
   *     silence
   */
  public record Track(Path file, SoundStyle style, long mostSeconds) implements Output {}

  /**
   * The sound as a file that {@link #encode} makes an MP3 of, by another ffmpeg: samples of 32 bits
   * in the rate and the channels that it is to have.
   *
   * @param mostSeconds as of a {@link Track}
   */
  public record Unencoded(Path file, SoundStyle style, long mostSeconds) implements Output {}

  public Pass {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The same with its sound taken in another way. */
  public Pass with(Sound other) {
    return new Pass(inputs, section, threads, other, outputs);
  }

  /** The same with other outputs. */
  public Pass with(List<Output> others) {
    return new Pass(inputs, section, threads, sound, others);
  }

  /** Whether ffmpeg found no sound that a track could be made of. */
  public static boolean isWithoutSound(ToolResult ended) {
    return !ended.ok() && ended.errors().contains("matches no streams");
  }

  /**
   * Runs it.
   *
   * @param jpegs takes the frames; null when none are made
   */
  public ToolResult run(Ffmpeg ffmpeg, OutputStream jpegs) throws InterruptedException {
    return ffmpeg.run(arguments(), jpegs);
  }

  /** Makes the track that an unencoded sound is meant for. */
  public static ToolResult encode(Unencoded sound, Path track, Ffmpeg ffmpeg)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.LOCAL);
    arguments.addAll(List.of("-i", "file:" + sound.file().toAbsolutePath()));
    arguments.addAll(sound.style().form());
    arguments.add("file:" + track.toAbsolutePath());
    return ffmpeg.run(arguments);
  }

  /** Whether ffmpeg failed at the sound, so that another way to take it may help. */
  public static boolean isFaultOfSound(ToolResult ended) {
    return !ended.ok() && !ended.killed() && SOUND_AT_FAULT.matcher(ended.errors()).find();
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    boolean copies = outputs.stream().anyMatch(o -> o instanceof Mp4 mp4 && mp4.keepsPicture());
    boolean pictures =
        outputs.stream()
            .anyMatch(o -> o instanceof Mp4 || o instanceof Times || o instanceof Jpegs);
    if (section == null && pictures) {
      // A picture that decodes with faults is none to learn from: the clip is damaged.
      arguments.add("-xerror");
    } else if (!pictures) {
      // A few damaged packets cost what they hold.
      arguments.addAll(List.of("-max_error_rate", "0.02"));
    }
    if (inputs.stream().anyMatch(Input::isPart)) {
      // That it begins late is no fault of the stamps that ffmpeg should mend.
      arguments.addAll(List.of("-dts_delta_threshold", "1e6"));
    }
    for (Input input : inputs) {
      arguments.addAll(input.options());
      arguments.addAll(List.of("-threads", Integer.toString(threads)));
      if (section != null) {
        arguments.addAll(seek(input, copies));
      }
      if (section == null && input.leadMillis() == 0) {
        // The file's own time, in which two streams that both begin late still do.
        arguments.add("-copyts");
      }
      if (!pictures) {
        arguments.add("-vn");
      }
      arguments.addAll(List.of("-i", input.from()));
    }
    if (pictures && !copies) {
      arguments.addAll(List.of("-filter_complex", pictureGraph()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      arguments.addAll(output(outputs.get(i), i, copies));
    }
    return arguments;
  }

  /**
   * How much before the section is decoded. From a start that is near, everything: to seek in a
   * file whose picture begins late passes over the sound before it.
   */
  private long lead(Input input) {
    long lead = section.startMillis() <= NEAR_MILLIS ? NEAR_MILLIS : input.leadMillis();
    return Math.min(lead, section.startMillis());
  }

  private List<String> seek(Input input, boolean copies) {
    List<String> seek = new ArrayList<>();
    boolean hasOrigin = inputs.size() > 1 || input.isPart();
    long origin = hasOrigin ? input.originMicros() : 0;
    if (hasOrigin) {
      // Each of them counts by its own first stamp else.
      seek.addAll(List.of("-seek_timestamp", "1"));
    }
    if (copies) {
      if (input.isPart() && input == inputs.get(0)) {
        // It begins with the key frame, which ffmpeg does not find in a transport stream.
        seek.addAll(List.of("-itsoffset", Section.time(-section.startMillis(), -origin)));
      } else {
        seek.addAll(List.of("-ss", Section.time(section.startMillis(), origin)));
      }
      seek.addAll(List.of("-t", Section.time(section.lengthMillis())));
    } else {
      seek.addAll(List.of("-noaccurate_seek", "-reinit_filter", "0"));
      if (section.startMillis() > lead(input)) {
        seek.addAll(List.of("-ss", Section.time(section.startMillis() - lead(input), origin)));
      } else if (origin != 0) {
        seek.addAll(List.of("-itsoffset", Section.time(0, -origin)));
      }
    }
    return seek;
  }

  private String pictureGraph() {
    Map<Integer, String> filters = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i) instanceof Mp4 mp4) {
        filters.put(i, mp4.encoding().videoFilter(inputs.get(0).transfer()));
      } else if (outputs.get(i) instanceof Times) {
        filters.put(i, FrameTimes.FILTER);
      } else if (outputs.get(i) instanceof Jpegs jpegs) {
        filters.put(i, filter(jpegs));
      }
    }
    // Frames of a clip that is made, too, go on from its picture.
    String first = filters.values().iterator().next();
    boolean isShared =
        filters.size() > 1
            && filters.values().stream().skip(1).allMatch(next -> next.startsWith(first + ","));
    StringBuilder to = new StringBuilder(isShared ? "," + first : "");
    to.append(filters.size() > 1 ? ",split=" + filters.size() : "");
    StringBuilder chains = new StringBuilder();
    filters.forEach(
        (i, filter) -> {
          to.append("[timed").append(i).append("]");
          String rest = isShared ? filter.substring(first.length()) : "," + filter;
          chains.append(";[timed").append(i).append("]null").append(rest);
          chains.append("[picture").append(i).append("]");
        });
    String timed =
        section == null
            ? "[0:V:0]null" + to
            : Timeline.picture(
                "[0:V:0]", lead(inputs.get(0)), section.lengthMillis(), to.toString());
    return timed + chains;
  }

  private String filter(Jpegs jpegs) {
    String transfer = inputs.get(0).transfer();
    return jpegs.of() == null
        ? jpegs.style().videoFilter(transfer)
        : jpegs.of().videoFilter(transfer) + "," + jpegs.style().videoFilter("");
  }

  private List<String> output(Output output, int index, boolean copies) {
    List<String> arguments = new ArrayList<>();
    if (output instanceof Mp4 mp4) {
      arguments.addAll(mp4(mp4, index));
    } else if (output instanceof Times times) {
      arguments.addAll(List.of("-map", "[picture" + index + "]"));
      arguments.addAll(List.of("-map", (inputs.size() - 1) + ":a:0?"));
      arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base:v", "1:90000"));
      arguments.addAll(List.of("-bsf:v", Timeline.lastFrameEnds(section.lengthMillis())));
      // What is copied of the sound has to end, too.
      arguments.addAll(List.of("-t", Section.time(section.lengthMillis())));
      arguments.addAll(FrameTimes.ENCODER);
      arguments.add("file:" + times.file().toAbsolutePath());
    } else if (output instanceof Jpegs jpegs) {
      arguments.addAll(List.of("-map", "[picture" + index + "]", "-fps_mode", "passthrough"));
      // By the frame rate's own units two pictures that are closer would come at one time.
      arguments.addAll(List.of("-enc_time_base:v", "1:90000"));
      arguments.addAll(jpegs.style().encoder());
    } else if (output instanceof Track track) {
      arguments.addAll(sound(track.mostSeconds(), soundFilter(copies)));
      arguments.addAll(track.style().encoder());
      arguments.add("file:" + track.file().toAbsolutePath());
    } else if (output instanceof Unencoded samples) {
      String filter = soundFilter(copies) + "," + SoundStyle.asMp3Takes();
      arguments.addAll(sound(samples.mostSeconds(), filter));
      arguments.addAll(samples.style().shape());
      arguments.addAll(List.of("-c:a", "pcm_f32le", "-f", "wav"));
      arguments.add("file:" + samples.file().toAbsolutePath());
    } else if (output instanceof Samples samples) {
      arguments.addAll(List.of("-map", (inputs.size() - 1) + ":a:0", "-af"));
      arguments.add(soundFilter(copies) + "," + SoundStyle.toMono(samples.samplingRate()));
      arguments.addAll(List.of("-f", "f32le", "file:" + samples.file().toAbsolutePath()));
    }
    return arguments;
  }

  private List<String> sound(long mostSeconds, String filter) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-map", (inputs.size() - 1) + ":a:0", "-map_metadata", "-1"));
    arguments.addAll(List.of("-af", filter, "-t", Long.toString(mostSeconds)));
    return arguments;
  }

  private List<String> mp4(Mp4 mp4, int index) {
    List<String> arguments = new ArrayList<>();
    String threadsEach = Integer.toString(threads);
    arguments.addAll(List.of("-map", mp4.keepsPicture() ? "0:V:0" : "[picture" + index + "]"));
    if (sound != Sound.NONE) {
      arguments.addAll(List.of("-map", (inputs.size() - 1) + ":a:0?"));
    }
    arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"));
    if (mp4.keepsPicture()) {
      arguments.addAll(List.of("-c:v", "copy"));
    } else {
      arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base:v", "1:90000"));
      // As close to the source (SSIM) as x264's default settings, in half the time: bench/download.
      arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "19.7"));
      arguments.addAll(List.of("-x264-params", "ref=2:trellis=1:psy=0"));
      arguments.addAll(List.of("-threads:v", threadsEach));
      if (mp4.encoding().gop() > 0) {
        arguments.addAll(List.of("-g", Integer.toString(mp4.encoding().gop())));
      }
      if (section != null) {
        arguments.addAll(List.of("-bsf:v", Timeline.lastFrameEnds(section.lengthMillis())));
      }
    }
    if (mp4.keepsSound() && sound == Sound.AS_IT_IS) {
      arguments.addAll(List.of("-c:a", "copy"));
      if (!mp4.keepsPicture() && section != null) {
        arguments.addAll(List.of("-t", Section.time(section.lengthMillis())));
      }
    } else if (sound != Sound.NONE) {
      arguments.addAll(List.of("-af", soundFilter(mp4.keepsPicture())));
      arguments.addAll(List.of("-c:a", "aac", "-b:a", "128k"));
    }
    arguments.addAll(
        List.of("-movflags", "+faststart", "-f", "mp4", "file:" + mp4.file().toAbsolutePath()));
    return arguments;
  }

  private String soundFilter(boolean isCut) {
    String channels = sound == Sound.FIRST_CHANNEL ? "pan=mono|c0=c0," : "";
    return channels
        + (section == null || isCut
            ? Timeline.wholeSound()
            : Timeline.sound(lead(inputs.get(inputs.size() - 1)), section.lengthMillis()));
  }
}
