package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.source.Beside;
import java.util.List;

/** Looks at the disk before a download: of which clips is there what it would make. */
public final class DownloadPlan {
  private final Beside beside;
  private final DatasetLayout layout;
  private final Inventory inventory;

  /** How frames were made; read where there are any without their clip. */
  private LastResults frames;

  /** Which clips are known to have no sound; null where none is asked for. */
  private final LastResults withoutSound;

  /** Looks for clips, or for what is made beside them where no clips are kept. */
  DownloadPlan(DatasetLayout layout, Beside beside) {
    this.beside = beside;
    this.inventory = new Inventory(layout);
    this.layout = layout;
    this.withoutSound =
        beside.clips() ? null : new Journals(layout.journals()).unfinished(Jobs.SOUND);
  }

  /** The clips of those classes that have no folder yet; test clips, which have none, stay. */
  public static List<Clip> withoutStartedClasses(List<Clip> clips, DatasetLayout layout) {
    if (!layout.hasClassFolders(Split.TRAIN)) {
      throw KineticsException.badInput(
          "--skip looks at the folders of classes, and the dataset has none; leave it out");
    }
    Inventory inventory = new Inventory(layout);
    return clips.stream()
        .filter(clip -> clip.split() == Split.TEST || !inventory.hasFolder(clip, Kind.VIDEO))
        .toList();
  }

  /** Whether what is asked for is there; what a clip that is there lacks is made of it. */
  boolean isThere(Clip clip) {
    return inventory.has(clip, Kind.VIDEO)
        || isKeptAsFrames(clip)
        || (!beside.clips() && hasFrames(clip) && hasSound(clip));
  }

  /** Whether it was removed because its frames are there. */
  private boolean isKeptAsFrames(Clip clip) {
    if (!inventory.has(clip, Kind.FRAMES)) {
      return false;
    }
    if (frames == null) {
      frames = new Journals(layout.journals()).last(Jobs.FRAMES, Outcome::isThere);
    }
    return frames
        .of(clip)
        .filter(booked -> booked.result().reason().equals(ClipResult.CLIP_DELETED))
        .isPresent();
  }

  private boolean hasFrames(Clip clip) {
    return beside.frames() == null || inventory.has(clip, Kind.FRAMES);
  }

  private boolean hasSound(Clip clip) {
    return beside.sound() == null
        || inventory.has(clip, Kind.SOUND, beside.sound().format().ending())
        || withoutSound.of(clip).filter(it -> it.result().outcome() == Outcome.SILENT).isPresent();
  }
}
