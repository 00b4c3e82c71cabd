package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.source.Beside;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.ToolLog;
import dev.kinetics.source.VideoAddress;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Makes a clip of a video. Just the section is read; where that can't be (segments that are no
 * plain row, an old ffmpeg, a server without ranges), the whole stream is fetched and cut.
 */
final class SectionUse implements VideoUse {
  private final SiteOptions site;
  private final Scratch scratch;
  private final ToolLog log;
  private final SectionFetch section;
  private final OwnFetch own;
  private final WholeFetch whole;

  SectionUse(
      Tools tools,
      SiteOptions site,
      ClipEncoding encoding,
      Beside beside,
      Scratch scratch,
      ToolLog log) {
    this.site = site;
    this.scratch = scratch;
    this.log = log;
    SectionCutter cutter =
        new SectionCutter(tools.ffmpeg().with(site.toolEnvironment()), tools, encoding, beside);
    this.section = new SectionFetch(tools.ffmpeg(), tools.ffprobe(), cutter, site);
    this.own = new OwnFetch(tools.ffprobe(), cutter, site);
    this.whole = new WholeFetch(tools, cutter, site, log);
  }

  @Override
  public boolean asksServers() {
    return true;
  }

  @Override
  public SectionCutter.Cut of(Clip clip, VideoAddress address) throws InterruptedException {
    try {
      Path folder = scratch.newFolder();
      SectionCutter.Cut cut = cutIn(folder, clip, address);
      if (cut instanceof SectionCutter.Cut.Nothing nothing) {
        Scratch.discard(folder);
        if (nothing.kind() == FailureKind.DISK_FULL) {
          throw DiskFull.stop(scratch.folder());
        }
      }
      return cut;
    } catch (IOException e) {
      throw DiskFull.in(e) ? DiskFull.stop(scratch.folder()) : new UncheckedIOException(e);
    }
  }

  private SectionCutter.Cut cutIn(Path folder, Clip clip, VideoAddress address)
      throws InterruptedException, IOException {
    Path target = folder.resolve("clip.mp4");
    if (section.canRead(address)) {
      SectionCutter.Cut cut = section.cut(clip, address, folder, target);
      if (!(cut instanceof SectionCutter.Cut.Nothing nothing)) {
        return cut;
      }
      String line = site.withoutSignatures(nothing.line());
      log.line(clip.name() + ": " + line);
      if (nothing.kind() != FailureKind.UNKNOWN && nothing.kind() != FailureKind.NO_RANGES) {
        return new SectionCutter.Cut.Nothing(nothing.kind(), line);
      }
      Files.deleteIfExists(target);
    }
    if (address.endsBefore(clip.startMillis())) {
      // It would be fetched for nothing.
      String words =
          String.format(
              Locale.ROOT, "the video has %.0f seconds, says the site", address.seconds());
      return new SectionCutter.Cut.Nothing(FailureKind.ENDED, words);
    }
    return own.canFetch(address)
        ? own.cut(clip, address, folder, target)
        : whole.cut(clip, address, folder, target);
  }
}
