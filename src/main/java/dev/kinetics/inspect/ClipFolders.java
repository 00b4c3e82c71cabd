package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The files of clips, found by reading each folder once: asking for each of 650,000 clips takes
 * many times as long, however the list is sorted.
 */
public final class ClipFolders {
  private final DatasetLayout layout;

  /** Split → class's folder name, empty for test → clip name → clip. */
  private final Map<Split, Map<String, Map<String, Clip>>> clips = new LinkedHashMap<>();

  public ClipFolders(DatasetLayout layout, List<Clip> clips) {
    this.layout = layout;
    for (Clip clip : clips) {
      this.clips
          .computeIfAbsent(clip.split(), split -> new LinkedHashMap<>())
          .computeIfAbsent(folderName(clip), folder -> new HashMap<>())
          .put(layout.naming().clipName(clip), clip);
    }
  }

  /**
   * What is kept of a clip.
   *
   * @param compressed whether a video is gzipped
   */
  public record Entry(Clip clip, Kind kind, boolean compressed) {
    public Path path(DatasetLayout layout) {
      return compressed ? layout.compressedVideo(clip) : layout.path(clip, kind);
    }
  }

  /**
   * Reads the folders of one kind.
   *
   * @param found told what there is of the clips
   * @param foreign told what else lies in the clips' own folders
   * @throws KineticsException when a folder can't be read
   */
  public void read(Kind kind, Consumer<Entry> found, Consumer<Path> foreign) {
    clips.forEach(
        (split, classes) ->
            classes.forEach(
                (folderName, ofClass) -> {
                  Path folder = folder(split, kind, folderName);
                  for (String name : names(folder)) {
                    boolean compressed =
                        kind == Kind.VIDEO && name.endsWith(DatasetLayout.COMPRESSED_ENDING);
                    String ending =
                        compressed ? DatasetLayout.COMPRESSED_ENDING : kind.fileEnding();
                    Clip clip =
                        name.endsWith(ending)
                            ? ofClass.get(name.substring(0, name.length() - ending.length()))
                            : null;
                    if (clip == null) {
                      foreign.accept(folder.resolve(name));
                    } else {
                      found.accept(new Entry(clip, kind, compressed));
                    }
                  }
                }));
  }

  /** What lies in the splits' folders beside the folders of the clips' classes. */
  void readUnknownClasses(Kind kind, Consumer<Path> foreign) {
    clips.forEach(
        (split, classes) -> {
          Path folder = layout.splitFolder(split, kind);
          if (split != Split.TEST) {
            names(folder).stream()
                .filter(name -> !classes.containsKey(name))
                .forEach(name -> foreign.accept(folder.resolve(name)));
          }
        });
  }

  /**
   * Unpacks a compressed clip into a folder.
   *
   * @throws IOException when it can't be read
   */
  public static Path unpack(Path file, Path folder) throws IOException {
    Path unpacked = folder.resolve("clip.mp4");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      Files.copy(in, unpacked);
    }
    return unpacked;
  }

  private String folderName(Clip clip) {
    return clip.split() == Split.TEST ? "" : layout.naming().classFolders().folder(clip.label());
  }

  private Path folder(Split split, Kind kind, String name) {
    Path ofSplit = layout.splitFolder(split, kind);
    return name.isEmpty() ? ofSplit : ofSplit.resolve(name);
  }

  private static List<String> names(Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        names.add(path.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the dataset can't be read: " + e.getMessage() + "; check --dataset-dir", e);
    }
    names.sort(null);
    return names;
  }
}
