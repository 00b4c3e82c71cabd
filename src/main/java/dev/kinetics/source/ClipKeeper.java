package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.tool.Ffprobe;
import dev.kinetics.tool.Probe;
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

  /** A clip that is so much shorter than its section is one whose video ended inside it. */
  private static final double SHORT_BY_SECONDS = 0.5;

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
    MediaFacts facts = facts(file);
    Fetched.Origin origin = Fetched.Origin.since(MirrorSource.NAME, 1, start);
    double wanted = clip.length().toMillis() / 1000.0;
    if (facts == null || facts.seconds() < Math.min(1, wanted / 2)) {
      Scratch.delete(folder);
      return new Fetched.Lost(
          clip, origin, Outcome.DAMAGED, "damaged", "the mirror's file can't be decoded");
    }
    boolean cutOff = wanted - facts.seconds() > SHORT_BY_SECONDS;
    return new Fetched.Made(
        clip, origin, file, cutOff ? Outcome.SHORT : Outcome.DONE, Files.size(file), facts);
  }

  private MediaFacts facts(Path file) throws IOException, InterruptedException {
    MediaFacts plain = Mp4Structure.read(file).orElse(null);
    if (plain != null) {
      return plain;
    }
    Probe probe = ffprobe.probe(file).orElse(null);
    if (probe == null || probe.video().isEmpty() || probe.video().get().width() == 0) {
      return null;
    }
    return new MediaFacts(
        probe.video().get().width(),
        probe.video().get().height(),
        probe.video().get().frameRate(),
        Math.max(probe.seconds(), probe.video().get().seconds()),
        probe.video().get().frames(),
        probe.audio().isPresent());
  }
}
