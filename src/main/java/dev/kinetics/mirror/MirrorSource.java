package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.source.ToolLog;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The CVDF mirror: tar archives of clips that are cut already. */
public final class MirrorSource {
  /** What this source is called. */
  public static final String NAME = "mirror";

  /**
   * How the mirror is asked.
   *
   * @param address its base, which ends with a slash
   * @param proxy through which
   * @param release whose archives
   * @param keepArchives the folder where whole archives are kept; null to keep none
   * @param booked the folder that remembers what finished archives hold
   * @param asksAnew whether what was booked is not believed
   * @param share which archives are this run's, of those that clips are shared by
   * @param isFirst whether no other source is asked before: then clips may be shared by archives
   */
  public record Options(
      URI address,
      HttpProxy proxy,
      Release release,
      Path keepArchives,
      Path booked,
      boolean asksAnew,
      Sampling share,
      boolean isFirst)
      implements Serializable {

    /**
     * By what clips are shared among runs, so that all together read each archive once: by classes
     * where there is an archive a class, and else by archives, as the test sets and 400 have them.
     */
    public Sampling.By sharing(Clip clip) {
      if (isMixed(clip.split())) {
        return isFirst ? Sampling.By.PLACE : Sampling.By.CLIP;
      }
      return clip.label().isEmpty() ? Sampling.By.CLIP : Sampling.By.CLASS;
    }

    /** Whether this run reads a part of a split's archives, and other runs the rest. */
    public boolean isShared(Split split) {
      return share.shards() > 1 && isFirst && isMixed(split);
    }

    private boolean isMixed(Split split) {
      return split == Split.TEST || release == Release.KINETICS_400;
    }
  }

  /**
   * What is streamed for some clips: whole archives, up to the last one's end.
   *
   * @param archives how many
   * @param bytes their sizes together
   * @param unknown how many of them have no size that the mirror tells
   */
  public record Forecast(int archives, long bytes, int unknown) {}

  private final Options options;
  private final WantedClips wanted;
  private final ClipKeeper keeper;
  private final ToolLog log;

  /** The mirror, for one process that wants these clips of it. */
  public MirrorSource(
      Options options, Collection<Clip> wanted, Scratch scratch, Ffprobe ffprobe, ToolLog log) {
    this.options = options;
    this.wanted = new WantedClips(wanted, options, log);
    this.keeper = new ClipKeeper(scratch, ffprobe);
    this.log = log;
  }

  /**
   * One of its archives; no two give the same clip.
   *
   * @param known knows of clips that need not be unpacked
   */
  public ArchiveSource archive(MirrorArchive archive, ArchiveSource.Known known) {
    return new ArchiveSource(archive, options, wanted, keeper, log, known);
  }

  /**
   * Checks that the mirror has a release.
   *
   * @throws dev.kinetics.error.KineticsException when it has not
   */
  public static void requireHas(Release release) {
    MirrorLists.folder(release);
  }

  /**
   * What would be streamed for these clips.
   *
   * @throws dev.kinetics.error.KineticsException when the mirror's lists can't be had
   */
  public static Forecast forecast(Options options, List<Clip> clips, ToolLog log)
      throws InterruptedException {
    return MirrorWalk.forecast(options, clips, log);
  }
}
