package dev.kinetics.support;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** A dataset made by hand. */
public record DatasetFixture(DatasetLayout layout) {
  public static DatasetFixture in(Path root) {
    return new DatasetFixture(new DatasetLayout(root));
  }

  public static Clip clip(Split split, String label, String id) {
    return new Clip(id, split, label, 10_000, 20_000, id, "");
  }

  public Path put(Clip clip, Kind kind) throws IOException {
    return put(layout.root().relativize(layout.path(clip, kind)).toString());
  }

  /** A file of five bytes. */
  public Path put(String path) throws IOException {
    Path file = layout.root().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "bytes");
  }

  /** A file that nobody has written for a while. */
  public Path putOld(String path, Duration age) throws IOException {
    return Files.setLastModifiedTime(put(path), FileTime.from(Instant.now().minus(age)));
  }

  /** Lines of a journal, as a run writes them. */
  public void journal(String name, String... lines) throws IOException {
    Files.createDirectories(layout.journals());
    Files.write(
        layout.journals().resolve(name + ".jsonl"),
        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public static String line(String job, String split, String id, String outcome, String more) {
    return ("{'time':'2026-01-02T03:04:05Z','job':'"
            + job
            + "','split':'"
            + split
            + "','clip':'"
            + id
            + "','outcome':'"
            + outcome
            + "','reason':''"
            + more
            + "}")
        .replace('\'', '"');
  }

  public static String done(
      String split, String id, long bytes, int width, int height, double seconds) {
    return line(
        "download",
        split,
        id,
        "done",
        ",'section':[10,20],'bytes':"
            + bytes
            + ",'media':{'width':"
            + width
            + ",'height':"
            + height
            + ",'frame_rate':29.97,'seconds':"
            + seconds
            + ",'frames':300,'audio':true}");
  }
}
