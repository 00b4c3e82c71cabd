package dev.kinetics.export;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults.Booked;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.FrameFolder;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Verdict;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The frames and the sound tracks of clips, and whether they are whole. */
final class ExtractedFiles {
  private static final Verdict OTHER_SECTION =
      Verdict.bad(Verdict.Rule.SECTION, "made for another section");

  private final DatasetLayout layout;
  private final Tools tools;
  private final Journals.Known framesMade;
  private final Journals.Known tracksMade;

  /**
   * Reads what the journals say of them.
   *
   * @param kinds which of them are asked for
   */
  ExtractedFiles(DatasetLayout layout, Set<Kind> kinds, Tools tools) {
    this.layout = layout;
    this.tools = tools;
    Journals journals = new Journals(layout.journals());
    this.framesMade = kinds.contains(Kind.FRAMES) ? made(journals, Jobs.FRAMES) : null;
    this.tracksMade = kinds.contains(Kind.SOUND) ? made(journals, Jobs.SOUND) : null;
  }

  private Journals.Known made(Journals journals, String job) {
    return journals.known(job, layout.naming(), Outcome::isThere);
  }

  /** A track of just the size that a journal tells is whole; any other is looked at. */
  Verdict track(Clip clip, String ending) throws IOException, InterruptedException {
    if (tracksMade.sections().isOther(clip)) {
      return OTHER_SECTION;
    }
    Path track = layout.path(clip, Kind.SOUND, ending);
    long size = bytes(track);
    long made = booked(tracksMade, clip).map(ClipResult::bytes).orElse(0L);
    return size > 0 && size == made ? Verdict.WHOLE : judge().track(track, false);
  }

  /** Frames are looked at, and counted where a journal tells how many there are. */
  Verdict frames(Clip clip) throws IOException, InterruptedException {
    return framesMade.sections().isOther(clip)
        ? OTHER_SECTION
        : judge()
            .frames(FrameFolder.read(layout.path(clip, Kind.FRAMES)), framesBooked(clip), null);
  }

  private Judge judge() {
    return new Judge(tools.ffmpeg(), tools.ffprobe());
  }

  /** How many frames a clip's folder has, by the run that made it or by counting them. */
  int count(Clip clip) {
    int booked = (int) framesBooked(clip);
    if (booked > 0) {
      return booked;
    }
    try (Stream<Path> files = Files.list(layout.path(clip, Kind.FRAMES))) {
      return (int) files.filter(file -> file.toString().endsWith(".jpg")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private long framesBooked(Clip clip) {
    return booked(framesMade, clip).map(ClipResult::media).map(MediaFacts::frames).orElse(0L);
  }

  private static Optional<ClipResult> booked(Journals.Known made, Clip clip) {
    return made.results().of(clip).map(Booked::result);
  }

  /** How large a clip's track is. */
  long bytes(Clip clip, String ending) {
    return bytes(layout.path(clip, Kind.SOUND, ending));
  }

  /** How large all frames of a clip are together. */
  long bytesOfFrames(Clip clip) {
    Path folder = layout.path(clip, Kind.FRAMES);
    int frames = count(clip);
    long all = 0;
    for (int frame = 0; frame < frames; frame++) {
      all += bytes(folder.resolve("frame" + frame + ".jpg"));
    }
    return all;
  }

  /** How large a file is; 0 where it is none. */
  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
