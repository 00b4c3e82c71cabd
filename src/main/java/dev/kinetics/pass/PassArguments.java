package dev.kinetics.pass;

import dev.kinetics.ffmpeg.Ffmpeg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pass in ffmpeg's words. */
final class PassArguments {
  private static final long NEAR_MILLIS = 3000;

  private final List<Pass.Input> inputs;
  private final Section section;
  private final int threads;
  private final Pass.Sound sound;
  private final List<Pass.Output> outputs;
  private final Path evenSound;

  /**
   * The arguments of a pass.
   *
   * @param evenSound the sound in one form, in a file of its own; null for that of the inputs
   */
  PassArguments(Pass pass, Path evenSound) {
    this.inputs = pass.inputs();
    this.section = pass.section();
    this.threads = pass.threads();
    this.sound = pass.sound();
    this.outputs = pass.outputs();
    this.evenSound = evenSound;
  }

  List<String> all() {
    List<String> arguments = new ArrayList<>();
    boolean copies =
        outputs.stream().anyMatch(o -> o instanceof Pass.Mp4 mp4 && mp4.keepsPicture());
    boolean pictures =
        outputs.stream()
            .anyMatch(
                o -> o instanceof Pass.Mp4 || o instanceof Pass.Times || o instanceof Pass.Jpegs);
    if (section == null && pictures) {
      // A picture that decodes with faults is none to learn from: the clip is damaged.
      arguments.add("-xerror");
    } else if (!pictures) {
      // A few damaged packets cost what they hold.
      arguments.addAll(List.of("-max_error_rate", "0.02"));
    }
    if (inputs.stream().anyMatch(Pass.Input::isPart)) {
      // That it begins late is no fault of the stamps that ffmpeg should mend.
      arguments.addAll(List.of("-dts_delta_threshold", "1e6"));
    }
    for (Pass.Input input : evenSound == null ? inputs : inputs.subList(0, 1)) {
      arguments.addAll(begun(input, copies));
      // A graph that began anew in the middle would begin its time anew: its filters take pictures
      // of any size, and sound that changes is brought to one form.
      arguments.addAll(List.of("-reinit_filter", "0"));
      if (!pictures) {
        arguments.add("-vn");
      }
      arguments.addAll(List.of("-i", input.from()));
    }
    if (evenSound != null) {
      arguments.addAll(Ffmpeg.LOCAL);
      // Its stamps are the section's already.
      arguments.addAll(List.of("-seek_timestamp", "1", "-i", "file:" + evenSound.toAbsolutePath()));
    }
    if (pictures && !copies) {
      arguments.addAll(List.of("-filter_complex", pictureGraph()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      arguments.addAll(output(outputs.get(i), i, copies));
    }
    return arguments;
  }

  /** What stands before an input up to where it is opened. */
  private List<String> begun(Pass.Input input, boolean copies) {
    List<String> arguments = new ArrayList<>(input.options());
    arguments.addAll(List.of("-threads", Integer.toString(threads)));
    if (section != null) {
      arguments.addAll(seek(input, copies));
    } else if (input.leadMillis() == 0) {
      // The file's own time, in which two streams that both begin late still do.
      arguments.add("-copyts");
      if (input.originMicros() != 0) {
        // Of exactly its first stamp ffmpeg 5 takes it for its own count, and changes it.
        arguments.addAll(List.of("-itsoffset", Section.time(0, 1 - input.originMicros())));
      }
    }
    return arguments;
  }

  /** The arguments that write the sound in its first form, with the pass's times. */
  List<String> soundInOneForm(Path file) {
    Pass.Input input = inputs.get(inputs.size() - 1);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(begun(input, false));
    arguments.addAll(List.of("-vn", "-i", input.from(), "-map", "0:a:0", "-map_metadata", "-1"));
    arguments.add("-af");
    arguments.add(
        section == null
            ? Timeline.UNFILLED
            : Timeline.sectionOfSound(lead(input), section.lengthMillis())
                + ","
                + Timeline.UNFILLED);
    arguments.addAll(List.of("-c:a", "flac", "-f", "matroska", "file:" + file.toAbsolutePath()));
    return arguments;
  }

  /** The arguments that write when all pictures are shown that are decoded for the section. */
  List<String> times(Path file) {
    Pass.Input input = inputs.get(0);
    List<String> arguments = new ArrayList<>(begun(input, false));
    arguments.addAll(List.of("-reinit_filter", "0", "-an", "-i", input.from(), "-filter_complex"));
    arguments.add(
        "[0:V:0]settb=AVTB,setpts='PTS-"
            + Section.time(lead(input))
            + "/TB',"
            + FrameTimes.FILTER
            + "[picture]");
    arguments.addAll(List.of("-map", "[picture]", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-enc_time_base:v", "1:90000"));
    arguments.addAll(FrameTimes.ENCODER);
    arguments.add("file:" + file.toAbsolutePath());
    return arguments;
  }

  /** Which input the sound is taken from. */
  private int soundInput() {
    return evenSound == null ? inputs.size() - 1 : 1;
  }

  /**
   * How much before the section is decoded. From a start that is near, everything: to seek in a
   * file whose picture begins late passes over the sound before it.
   */
  private long lead(Pass.Input input) {
    long lead = section.startMillis() <= NEAR_MILLIS ? NEAR_MILLIS : input.leadMillis();
    return Math.min(lead, section.startMillis());
  }

  private List<String> seek(Pass.Input input, boolean copies) {
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
      seek.addAll(List.of("-noaccurate_seek"));
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
      if (outputs.get(i) instanceof Pass.Mp4 mp4) {
        filters.put(i, mp4.encoding().videoFilter(inputs.get(0).transfer()));
      } else if (outputs.get(i) instanceof Pass.Times) {
        filters.put(i, FrameTimes.FILTER);
      } else if (outputs.get(i) instanceof Pass.Jpegs jpegs) {
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
    return timed("[0:V:0]", to.toString()) + chains;
  }

  private String timed(String from, String to) {
    if (section == null) {
      return from + Timeline.wholePicture() + to;
    }
    return section.held() == null
        ? Timeline.picture(from, lead(inputs.get(0)), section.lengthMillis(), to)
        : Timeline.lastPicture(
            from, lead(inputs.get(0)), section.held().startMillis(), section.shownMillis(), to);
  }

  private String filter(Pass.Jpegs jpegs) {
    String transfer = inputs.get(0).transfer();
    return jpegs.of() == null
        ? jpegs.style().videoFilter(transfer)
        : jpegs.of().videoFilter(transfer) + "," + jpegs.style().videoFilter("");
  }

  private List<String> output(Pass.Output output, int index, boolean copies) {
    List<String> arguments = new ArrayList<>();
    if (output instanceof Pass.Mp4 mp4) {
      arguments.addAll(mp4(mp4, index));
    } else if (output instanceof Pass.Times times) {
      arguments.addAll(List.of("-map", "[picture" + index + "]"));
      arguments.addAll(List.of("-map", soundInput() + ":a:0?"));
      arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base:v", "1:90000"));
      arguments.addAll(List.of("-bsf:v", Timeline.lastFrameEnds(section.shownMillis())));
      // What is copied of the sound has to end, too.
      arguments.addAll(List.of("-t", Section.time(section.lengthMillis())));
      arguments.addAll(FrameTimes.ENCODER);
      arguments.add("file:" + times.file().toAbsolutePath());
    } else if (output instanceof Pass.Jpegs jpegs) {
      arguments.addAll(List.of("-map", "[picture" + index + "]", "-fps_mode", "passthrough"));
      // By the frame rate's own units two pictures that are closer would come at one time.
      arguments.addAll(List.of("-enc_time_base:v", "1:90000"));
      arguments.addAll(jpegs.style().encoder());
    } else if (output instanceof Pass.Track track) {
      arguments.addAll(sound(track.mostSeconds(), soundFilter(copies)));
      arguments.addAll(track.style().encoder());
      arguments.add("file:" + track.file().toAbsolutePath());
    } else if (output instanceof Pass.Unencoded samples) {
      String filter = soundFilter(copies) + "," + SoundStyle.asMp3Takes();
      arguments.addAll(sound(samples.mostSeconds(), filter));
      arguments.addAll(samples.style().shape());
      arguments.addAll(List.of("-c:a", "pcm_f32le", "-f", "wav"));
      arguments.add("file:" + samples.file().toAbsolutePath());
    } else if (output instanceof Pass.Samples samples) {
      arguments.addAll(List.of("-map", soundInput() + ":a:0", "-af"));
      arguments.add(soundFilter(copies) + "," + SoundStyle.toMono(samples.samplingRate()));
      arguments.addAll(List.of("-f", "f32le", "file:" + samples.file().toAbsolutePath()));
    }
    return arguments;
  }

  private List<String> sound(long mostSeconds, String filter) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-map", soundInput() + ":a:0", "-map_metadata", "-1"));
    arguments.addAll(List.of("-af", filter, "-t", Long.toString(mostSeconds)));
    return arguments;
  }

  private List<String> mp4(Pass.Mp4 mp4, int index) {
    List<String> arguments = new ArrayList<>();
    String threadsEach = Integer.toString(threads);
    arguments.addAll(List.of("-map", mp4.keepsPicture() ? "0:V:0" : "[picture" + index + "]"));
    if (sound != Pass.Sound.NONE) {
      arguments.addAll(List.of("-map", soundInput() + ":a:0?"));
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
        arguments.addAll(List.of("-bsf:v", Timeline.lastFrameEnds(section.shownMillis())));
      }
    }
    if (mp4.keepsSound() && sound == Pass.Sound.AS_IT_IS) {
      arguments.addAll(List.of("-c:a", "copy"));
      if (!mp4.keepsPicture() && section != null) {
        arguments.addAll(List.of("-t", Section.time(section.lengthMillis())));
      }
    } else if (sound != Pass.Sound.NONE) {
      arguments.addAll(List.of("-af", soundFilter(mp4.keepsPicture())));
      arguments.addAll(List.of("-c:a", "aac", "-b:a", "128k"));
    }
    arguments.addAll(
        List.of("-movflags", "+faststart", "-f", "mp4", "file:" + mp4.file().toAbsolutePath()));
    return arguments;
  }

  private String soundFilter(boolean isCut) {
    String channels = sound == Pass.Sound.FIRST_CHANNEL ? "pan=mono|c0=c0," : "";
    if (section == null || isCut && evenSound == null) {
      return channels + Timeline.wholeSound();
    }
    long lead = evenSound == null ? lead(inputs.get(inputs.size() - 1)) : 0;
    return channels + Timeline.sound(lead, section.lengthMillis());
  }
}
