package dev.kinetics.pass;

import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.media.OwnTime;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  /** What ffmpeg says of sound whose form changes, where it may not begin the filters anew. */
  private static final Pattern FORM_CHANGES =
      Pattern.compile("Changing (audio )?frame properties on the fly");

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
   *     are apart, or the file is a part of the video, or is taken whole: then none counts from its
   *     own first stamp
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

    /** A file that is taken whole, in its own time. */
    public static Input whole(Path file, OwnTime time) {
      return new Input(
          Ffmpeg.LOCAL,
          "file:" + file.toAbsolutePath(),
          time.isFound() ? TRANSPORT_STREAM_LEAD : 0,
          "",
          time.isFound() ? 0 : Math.round(time.origin() * 1e6));
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

    /** What ffprobe takes of the options: it knows no pace. */
    public List<String> optionsWithoutPace() {
      int pace = options.indexOf("-readrate");
      List<String> others = new ArrayList<>(options);
      if (pace >= 0) {
        others.subList(pace, pace + 2).clear();
      }
      return others;
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
     * Brought to one form first, that of its beginning, where its channels or its rate change on
     * the way: the filters begin anew with each form else, and with them the time.
     */
    IN_ONE_FORM,
    /**
     * Its first channel alone. That of ambisonic sound is what comes from all around (W), and no
     * other channels of it can be mixed into two.
     */
    FIRST_CHANNEL,
    NONE;

    /** The next way to try after this one; empty where it went well, or the sound had no part. */
    public Optional<Sound> after(ToolResult ended) {
      if (!isFaultOfSound(ended) || this == NONE) {
        return Optional.empty();
      }
      if (this == AS_IT_IS) {
        return Optional.of(
            FORM_CHANGES.matcher(ended.errors()).find() ? IN_ONE_FORM : FIRST_CHANNEL);
      }
      return Optional.of(this == IN_ONE_FORM ? FIRST_CHANNEL : NONE);
    }
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
    Path beside =
        outputs.stream().map(Pass::file).filter(Objects::nonNull).findFirst().orElse(null);
    if (sound != Sound.IN_ONE_FORM || beside == null) {
      return ffmpeg.run(new PassArguments(this, null).all(), jpegs);
    }
    Path even = beside.resolveSibling(beside.getFileName() + ".sound");
    try {
      ToolResult evened = ffmpeg.run(new PassArguments(this, null).soundInOneForm(even));
      return evened.ok() ? ffmpeg.run(new PassArguments(this, even).all(), jpegs) : evened;
    } finally {
      delete(even);
    }
  }

  private static Path file(Output output) {
    if (output instanceof Mp4 mp4) {
      return mp4.file();
    } else if (output instanceof Times times) {
      return times.file();
    } else if (output instanceof Samples samples) {
      return samples.file();
    } else if (output instanceof Unencoded samples) {
      return samples.file();
    }
    return output instanceof Track track ? track.file() : null;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How the last picture of the video stands over a section in which no other lies.
   *
   * @return empty where the video ends before, or its container does not say how long it stands
   */
  public Optional<Section.Last> lastPicture(Ffmpeg ffmpeg, Path scratch)
      throws InterruptedException, IOException {
    try {
      ToolResult ended = ffmpeg.run(new PassArguments(this, null).times(scratch));
      return ended.ok() && Files.exists(scratch)
          ? FrameTimes.last(scratch).filter(last -> last.endMillis() > 0)
          : Optional.empty();
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /** The same, with the last picture held over the section. */
  public Pass holding(Section.Last last) {
    return new Pass(inputs, section.holding(last), threads, sound, outputs);
  }

  /**
   * Makes the tracks that unencoded sounds are meant for, in one run.
   *
   * @param tracks the files to make, by the sounds
   */
  public static ToolResult encode(Map<Unencoded, Path> tracks, Ffmpeg ffmpeg)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-filter_complex_threads", "1"));
    List<String> outputs = new ArrayList<>();
    tracks.forEach(
        (sound, track) -> {
          String name = "[sound" + outputs.size() + "]";
          arguments.addAll(List.of("-filter_complex", Ffmpeg.soundSource(sound.file(), "") + name));
          outputs.addAll(List.of("-map", name));
          outputs.addAll(sound.style().form());
          outputs.add("file:" + track.toAbsolutePath());
        });
    arguments.addAll(outputs);
    return ffmpeg.run(arguments);
  }

  /** Whether ffmpeg failed at the sound, so that another way to take it may help. */
  public static boolean isFaultOfSound(ToolResult ended) {
    return !ended.ok()
        && !ended.killed()
        && (SOUND_AT_FAULT.matcher(ended.errors()).find()
            || FORM_CHANGES.matcher(ended.errors()).find());
  }
}
