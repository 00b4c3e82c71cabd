package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.pass.Pass;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Tools;
import dev.kinetics.words.Counts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** Makes of each clip one in another form: one ffmpeg a clip, on one thread. */
record ResizeMaker(ResizeForm form) implements Maker {
  private static final long serialVersionUID = 1L;

  /** What is lost at the ends when the times of pictures are rounded. */
  private static final double TOLERATED_SECONDS = 0.1;

  @Override
  public int largestBatch() {
    return 1;
  }

  @Override
  public Map<Clip, ClipResult> make(List<Clip> clips, Extracting workplace)
      throws InterruptedException, IOException {
    Map<Clip, ClipResult> results = new LinkedHashMap<>();
    for (Clip clip : clips) {
      long start = System.nanoTime();
      Path folder = workplace.scratch().newFolder();
      ClipResult result;
      try {
        result = make(clip, workplace, folder);
      } catch (ZipException | EOFException e) {
        result =
            ClipResult.without(Outcome.DAMAGED, "not decodable", "its gzip is damaged or cut off");
      }
      Scratch.discard(folder);
      results.put(clip, result.after(1, (System.nanoTime() - start) / 1e9));
    }
    return results;
  }

  private ClipResult make(Clip clip, Extracting workplace, Path folder)
      throws InterruptedException, IOException {
    Inventory.Entry entry =
        Inventory.find(workplace.options().layout(), clip, Kind.VIDEO).orElse(null);
    if (entry == null) {
      return ClipResult.without(Outcome.FAILED, "no clip on disk", "it was removed just now");
    }
    Path video = workplace.clip(clip, folder);
    boolean elsewhere = !workplace.options().output().equals(workplace.options().layout());
    if (form.fits(video)) {
      return elsewhere
          ? linked(clip, entry, video, workplace, folder)
          : fitting(entry.path(workplace.options().layout()), video, workplace.tools());
    }
    MediaFile source = MediaFile.read(video, workplace.tools().ffprobe()).orElse(null);
    MediaFile.Picture picture = source == null ? null : source.picture().orElse(null);
    if (picture == null) {
      return ClipResult.without(Outcome.DAMAGED, "no video file", "it has no picture");
    }
    Path made = folder.resolve("made.mp4");
    Pass.Input input =
        Pass.Input.whole(video, source.time())
            .with(MediaFile.transfer(picture, video, workplace.tools().ffprobe()));
    ToolResult ended = encode(input, made, workplace.tools());
    ClipResult fault = fault(ended, video, workplace.tools());
    if (fault != null) {
      return fault;
    }
    MediaFacts facts =
        MediaFile.read(made, workplace.tools().ffprobe()).flatMap(MediaFile::facts).orElse(null);
    String unlike = facts == null ? "ffmpeg made no picture of it" : unlike(facts, picture);
    if (!unlike.isEmpty()) {
      return ClipResult.without(Outcome.FAILED, "not whole", unlike);
    }
    String of =
        String.format(
            Locale.ROOT,
            "of %dx%d in %,d bytes: %s",
            picture.width(),
            picture.height(),
            Files.size(entry.path(workplace.options().layout())),
            form.words());
    return place(clip, entry, made, facts, of, workplace, folder);
  }

  private ToolResult encode(Pass.Input input, Path made, Tools tools) throws InterruptedException {
    Pass.Mp4 mp4 = new Pass.Mp4(made, form.encoding(), false, false);
    Pass.Sound sound = form.noAudio() ? Pass.Sound.NONE : Pass.Sound.AS_IT_IS;
    while (true) {
      Pass pass = new Pass(List.of(input), null, 1, sound, List.of(mp4));
      ToolResult ended = pass.run(tools.ffmpeg(), null);
      Optional<Pass.Sound> next = sound.after(ended);
      if (next.isEmpty()) {
        return ended;
      }
      sound = next.get();
    }
  }

  /** What is wrong with a clip, or with the machine; null where all went well. */
  private static ClipResult fault(ToolResult ended, Path video, Tools tools)
      throws InterruptedException, IOException {
    if (ended.ok()) {
      return null;
    }
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.fault(ended.firstErrorLine());
    }
    if (ended.killed()) {
      return ClipResult.without(Outcome.FAILED, "ffmpeg was killed", ended.killedHow());
    }
    Verdict verdict = new Judge(tools.ffmpeg(), tools.ffprobe()).afterFault(video, ended, true);
    return verdict.isBad()
        ? ClipResult.without(Outcome.DAMAGED, "not decodable", ended.firstErrorLine())
        : ClipResult.without(Outcome.FAILED, "not to be told", verdict.words());
  }

  /** How what was made differs from the clip; empty where it does not. */
  private String unlike(MediaFacts made, MediaFile.Picture source) {
    double frame = made.frameRate() > 0 ? 1 / made.frameRate() : 0;
    if (Math.abs(made.seconds() - source.seconds()) > TOLERATED_SECONDS + 1.5 * frame) {
      return String.format(
          Locale.ROOT, "%.1f s long and not %.1f s", made.seconds(), source.seconds());
    }
    boolean sameRate = form.encoding().framesPerSecond() == 0 && source.frames() > 0;
    return sameRate && Math.abs(made.frames() - source.frames()) > 1
        ? Counts.of(made.frames(), "frame", "frames") + " and not " + source.frames()
        : "";
  }

  /**
   * Whatever is in the form already stays: brought to it by an earlier attempt, which could not
   * tell. To encode it once more would cost some of the picture.
   */
  @Override
  public Optional<ClipResult> found(Path there, Tools tools)
      throws InterruptedException, IOException {
    return form.fits(there) ? Optional.of(fitting(there, there, tools)) : Optional.empty();
  }

  private ClipResult fitting(Path kept, Path video, Tools tools)
      throws IOException, InterruptedException {
    MediaFacts facts =
        MediaFile.read(video, tools.ffprobe()).flatMap(MediaFile::facts).orElseThrow();
    String detail = "it has this form: " + form.words();
    return new ClipResult(Outcome.DONE, "", detail, 1, 0, Files.size(kept), "", facts);
  }

  private ClipResult linked(
      Clip clip, Inventory.Entry entry, Path video, Extracting workplace, Path folder)
      throws IOException, InterruptedException {
    Path link = folder.resolve("linked");
    try {
      Files.createLink(link, entry.path(workplace.options().layout()));
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(entry.path(workplace.options().layout()), link);
    }
    MediaFacts facts =
        MediaFile.read(video, workplace.tools().ffprobe()).flatMap(MediaFile::facts).orElseThrow();
    long bytes = Files.size(link);
    AtomicFile.moveInto(link, target(clip, entry.compressed(), workplace));
    return new ClipResult(Outcome.DONE, "", "it fits as it is", 1, 0, bytes, "", facts);
  }

  private static Path target(Clip clip, boolean compressed, Extracting workplace) {
    DatasetLayout output = workplace.options().output();
    return output.path(
        clip, Kind.VIDEO, compressed ? DatasetLayout.COMPRESSED_ENDING : Kind.VIDEO.fileEnding());
  }

  /** A clip in gzip stays one; whatever else it was, it is an mp4 now. */
  private static ClipResult place(
      Clip clip,
      Inventory.Entry entry,
      Path made,
      MediaFacts facts,
      String of,
      Extracting workplace,
      Path folder)
      throws IOException {
    Path whole = made;
    if (entry.compressed()) {
      whole = folder.resolve("made.mp4.gz");
      try (InputStream in = Files.newInputStream(made);
          OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole), 1 << 16)) {
        in.transferTo(out);
      }
    }
    long bytes = Files.size(whole);
    Path target = target(clip, entry.compressed(), workplace);
    AtomicFile.moveInto(whole, target);
    Path old = entry.path(workplace.options().layout());
    boolean inPlace = workplace.options().output().equals(workplace.options().layout());
    // Where a file system knows no case, ID.MP4 is ID.mp4.
    if (inPlace && !old.equals(target) && Files.exists(old) && !Files.isSameFile(old, target)) {
      Files.delete(old);
    }
    return new ClipResult(Outcome.DONE, "", of, 1, 0, bytes, "", facts);
  }
}
