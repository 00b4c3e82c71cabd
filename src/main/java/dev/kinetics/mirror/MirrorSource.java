package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Results;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.net.Http;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.net.Patience;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.ToolLog;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The CVDF mirror: tar archives of clips that are cut already. An archive is unpacked as it
 * arrives; only wanted clips touch the disk.
 */
public final class MirrorSource implements ClipSource {
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
   */
  public record Options(
      URI address,
      HttpProxy proxy,
      Release release,
      Path keepArchives,
      Path booked,
      boolean asksAnew)
      implements Serializable {}

  /**
   * What is streamed for some clips: whole archives, up to the last one's end.
   *
   * @param archives how many
   * @param bytes their sizes together
   * @param unknown how many of them have no size that the mirror tells
   */
  public record Forecast(int archives, long bytes, int unknown) {}

  private final Options options;
  private final int workers;
  private final Scratch scratch;
  private final Ffprobe ffprobe;
  private final ToolLog log;

  /**
   * Makes a source.
   *
   * @param workers how many archives are read at once
   */
  public MirrorSource(Options options, int workers, Scratch scratch, Ffprobe ffprobe, ToolLog log) {
    this.options = options;
    this.workers = workers;
    this.scratch = scratch;
    this.ffprobe = ffprobe;
    this.log = log;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Checks that the mirror has a release.
   *
   * @throws dev.kinetics.error.KineticsException when it has not
   */
  public static void requireHas(Release release) {
    MirrorLists.folder(release);
  }

  /** Whether train and valid of a release lie in an archive a class, and not in mixed parts. */
  public static boolean hasArchivesOfClasses(Release release) {
    return release != Release.KINETICS_400;
  }

  /**
   * Reads each archive that can hold one of the clips, those of one class first. What no archive
   * had comes last.
   */
  @Override
  public Results<Fetched> fetch(List<Clip> clips) {
    ClipKeeper keeper = new ClipKeeper(scratch, ffprobe);
    return new MirrorFetch(
            options, Http.through(options.proxy()), Patience.LONG, clips, keeper, log)
        .start(workers);
  }

  /**
   * What would be streamed for these clips.
   *
   * @throws dev.kinetics.error.KineticsException when the mirror's lists can't be had
   */
  public static Forecast forecast(Options options, List<Clip> clips, ToolLog log)
      throws InterruptedException {
    // No clip is taken, so nothing keeps them.
    return new MirrorFetch(options, Http.through(options.proxy()), Patience.LONG, clips, null, log)
        .forecast();
  }
}
