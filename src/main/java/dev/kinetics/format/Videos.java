package dev.kinetics.format;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.export.ClipFault;
import dev.kinetics.export.ClipReader;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.Sample;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.Pass;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How clips come into an export that has a file for each.
 *
 * @param mode what is done with a clip's file
 * @param shortSide the shorter side of what is encoded, in pixels; 0 for the clip's own
 * @param gop how many frames from key frame to key frame; 0 for x264's own choice
 * @param framesPerSecond frames a second of what is encoded; 0 for the clip's own
 * @param noAudio whether what is encoded has no sound
 */
public record Videos(Mode mode, int shortSide, int gop, double framesPerSecond, boolean noAudio)
    implements Serializable {
  /** What is done with a clip's file. */
  public enum Mode {
    /** A relative symbolic link, where every reader can take the file as it is. */
    LINK,
    /** A copy; what is compressed is unpacked, what hides pictures, or is no MP4, encoded. */
    COPY,
    /** Encoded anew with x264, in the size and with the key frames asked for. */
    ENCODE
  }

  /** Clips in a form of their own. */
  public static Videos of(Mode mode) {
    return new Videos(mode, 0, 0, 0, false);
  }

  /** The options that the files hang on, by their names. */
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("videos", mode.toString().toLowerCase(Locale.ROOT));
    if (mode == Mode.ENCODE) {
      options.put("short-side", shortSide);
      options.put("gop", gop);
      options.put("fps", framesPerSecond);
      options.put("no-audio", noAudio);
    }
    return options;
  }

  /** Puts files into folders of classes; one that is there already stays. */
  public final class Placer {
    private final ExportJob job;
    private final Kind kind;
    private final Path scratch;
    private final Map<Path, Folder> folders = new HashMap<>();

    private record Folder(Path real, Map<Path, Path> linked) {}

    /**
     * @param kind what of a clip is put there: the clip or its sound
     * @param scratch a folder for what is half-made, on the file system of the export
     */
    public Placer(ExportJob job, Kind kind, Path scratch) {
      this.job = job;
      this.kind = kind;
      this.scratch = scratch;
    }

    /** Puts a clip's file into a folder, which is made, under its name in the dataset. */
    public void place(Sample sample, Path into) throws IOException, InterruptedException {
      Folder folder = folders.get(into);
      if (folder == null) {
        Files.createDirectories(into);
        folder = new Folder(into.toRealPath(), new HashMap<>());
        folders.put(into, folder);
      }
      String name = job.layout().naming().clipName(sample.clip()) + ending(sample, kind);
      Path target = into.resolve(name);
      if (mode == Mode.LINK && !(kind == Kind.VIDEO && !sample.isPlain())) {
        Path home = job.layout().folder(sample.clip(), kind);
        Path linked = folder.linked().get(home);
        if (linked == null) {
          // Links in the way to either folder would lead a link by names alone astray.
          linked = folder.real().relativize(home.toRealPath());
          folder.linked().put(home, linked);
        }
        try {
          Files.createSymbolicLink(target, linked.resolve(name));
        } catch (FileAlreadyExistsException e) {
          // Made by a run that was killed.
        }
      } else if (!Files.exists(target)) {
        Path made = scratch.resolve("made" + kind.fileEnding());
        if (kind != Kind.VIDEO) {
          Path source = job.layout().path(sample.clip(), kind, sample.track());
          Files.copy(source, made, StandardCopyOption.REPLACE_EXISTING);
        } else if (mode == Mode.ENCODE) {
          encode(job, sample, scratch, made);
        } else {
          Files.copy(plain(job, sample, scratch), made, StandardCopyOption.REPLACE_EXISTING);
        }
        AtomicFile.moveInto(made, target);
      }
    }
  }

  /** How the name of what is put into a folder ends. */
  public static String ending(Sample sample, Kind kind) {
    return kind == Kind.SOUND ? sample.track() : kind.fileEnding();
  }

  /** A file of a clip as every reader can take it: its own, or one in this folder. */
  public static Path plain(ExportJob job, Sample sample, Path scratch)
      throws IOException, InterruptedException {
    if (!sample.needsEncoding()) {
      Path file = new ClipReader(job, scratch).file(sample);
      // What is compressed is only now seen.
      boolean hides =
          sample.compressed()
              && Mp4Structure.read(file)
                  .flatMap(MediaFile::picture)
                  .filter(MediaFile.Picture::hidesPictures)
                  .isPresent();
      if (!hides) {
        return file;
      }
    }
    Path made = scratch.resolve("encoded.mp4");
    of(Mode.ENCODE).encode(job, sample, scratch, made);
    return made;
  }

  private void encode(ExportJob job, Sample sample, Path scratch, Path made)
      throws IOException, InterruptedException {
    ClipEncoding encoding = new ClipEncoding(0, shortSide, false, 1, gop, framesPerSecond);
    new ClipReader(job, scratch)
        .run(
            sample,
            noAudio ? Pass.Sound.NONE : Pass.Sound.AS_IT_IS,
            List.of(new Pass.Mp4(made, encoding, false, false)),
            pass -> pass.run(job.tools().ffmpeg(), null));
    if (Mp4Structure.read(made).flatMap(MediaFile::facts).isEmpty()) {
      throw new ClipFault(sample, "can't be encoded", "ffmpeg made no whole file of it");
    }
  }
}
