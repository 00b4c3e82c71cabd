package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.source.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts a clip of an archive into scratch and checks it.
 *
 * @param scratch where it is put
 * @param ffprobe for files that are no plain mp4
 */
record ClipKeeper(Scratch scratch, Ffprobe ffprobe) {
  private static final int BUFFER_BYTES = 1 << 18;

  /** The clip from these bytes; lost when they can't be decoded. */
  Fetched take(Clip clip, InputStream content) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path folder = scratch.newFolder();
    Path file = folder.resolve("clip.mp4");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
    Fetched.Origin origin = Fetched.Origin.since(MirrorSource.NAME, 1, start);
    double wanted = clip.length().toMillis() / 1000.0;
    MediaFile media = MediaFile.read(file, ffprobe).orElse(null);
    MediaFile.Picture picture = media == null ? null : media.picture().orElse(null);
    if (picture == null || picture.seconds() < Math.min(1, wanted / 2)) {
      Scratch.discard(folder);
      return new Fetched.Lost(
          clip, origin, Outcome.DAMAGED, "damaged", "the mirror's file can't be decoded");
    }
    Verdict times = Judge.times(picture, Judge.Wanted.of(wanted));
    boolean isShort = times.rule() == Verdict.Rule.LENGTH && picture.end() < wanted;
    if (!times.isWhole() && !isShort) {
      Scratch.discard(folder);
      return new Fetched.Lost(
          clip, origin, Outcome.DAMAGED, "damaged", "the mirror's file: " + times.words());
    }
    return new Fetched.Made(
        clip,
        origin,
        file,
        isShort ? Outcome.SHORT : Outcome.DONE,
        Files.size(file),
        media.facts().orElseThrow());
  }
}
