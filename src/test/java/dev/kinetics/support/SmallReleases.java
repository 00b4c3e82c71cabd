package dev.kinetics.support;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The published releases under their own names, with thirteen clips each, from a site and a mirror
 * on the loopback interface: what a command of the documentation needs to run as it is written.
 * Their lists lie in a cache, as if they had been fetched.
 */
public final class SmallReleases implements AutoCloseable {
  private static final int SECONDS = 2;

  /** An id that ends with m is at the mirror, one with __m only there. The first is 400's alone. */
  private record Row(String split, String label, String id, int seconds) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("train", "pole vault", "vaultTwo_ym", SECONDS),
          new Row("train", "pole vault", "vaultOne_ym", SECONDS),
          new Row("train", "blowing glass", "glassOne_ym", SECONDS),
          new Row("train", "playing violin", "violin_long", 10),
          new Row("train", "yoga", "yogaOne__ym", SECONDS),
          new Row("train", "zumba", "zumbaOne__m", SECONDS),
          new Row("validate", "pole vault", "vaultVal_ym", SECONDS),
          new Row("validate", "blowing glass", "glassVal_ym", SECONDS),
          new Row("validate", "playing violin", "violinVal_y", SECONDS),
          new Row("validate", "yoga", "yogaVal__ym", SECONDS),
          new Row("validate", "zumba", "zumbaVal_ym", SECONDS),
          new Row("test", "", "testOne__ym", SECONDS),
          new Row("test", "", "testTwo___y", SECONDS));

  private final YoutubeSite site = new YoutubeSite();
  private final Path cache;

  /**
   * Serves them.
   *
   * @param cache where the program keeps what it fetches and unpacks
   */
  public SmallReleases(Path cache) throws IOException {
    this.cache = cache;
    for (Row row : ROWS) {
      if (row.id().endsWith("__m")) {
        site.error(
            row.id(), "Video unavailable. This video has been removed by the uploader", true);
      } else {
        site.video(row.id(), Media.MP4);
      }
    }
    for (Release release : Release.values()) {
      if (release != Release.DEMO) {
        putList(release);
      }
      if (!release.mirrorName().isEmpty()) {
        for (Split split : Split.values()) {
          putArchive(release, split);
        }
      }
    }
  }

  /** What a process needs in its environment to find all that. */
  public Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(site.environment());
    all.put("KINETICS_CACHE", cache.toString());
    all.put("KINETICS_MIRROR_URL", site.address() + "/kinetics");
    all.put("KINETICS_ANNOTATIONS_URL", site.address() + "/datasets");
    all.put("KINETICS_YT_DLP_RELEASES", site.address() + "/releases");
    all.put("KINETICS_NPM_REGISTRY", site.address() + "/npm");
    return all;
  }

  /** As the program itself keeps a list that it has fetched. */
  private void putList(Release release) throws IOException {
    Path folder = cache.resolve("annotations").resolve(release.archiveName()).resolve("1");
    Files.createDirectories(folder);
    StringBuilder rows = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    List<Row> listed = ROWS.subList(release == Release.KINETICS_400 ? 0 : 1, ROWS.size());
    for (Row row : listed) {
      rows.append(
          "%s,%s,1,%d,%s%n".formatted(row.label(), row.id(), 1 + row.seconds(), row.split()));
    }
    Path list = Files.writeString(folder.resolve("list.csv"), rows);
    Files.writeString(
        folder.resolve("origin.properties"),
        """
        list=list.csv
        address=%s
        fetched=2026-01-02T03\\:04\\:05Z
        bytes=%d
        clips.train=%d
        clips.valid=5
        clips.test=2
        """
            .formatted(site.address(), Files.size(list), listed.size() - 7));
  }

  private void putArchive(Release release, Split split) throws IOException {
    String word = split == Split.VALID ? "validate" : split.toString();
    List<String> names = new ArrayList<>();
    for (Row row : ROWS) {
      if (row.split().equals(word) && row.id().endsWith("m")) {
        names.add("%s_%06d_%06d".formatted(row.id(), 1, 1 + row.seconds()));
      }
    }
    MirrorArchives.serve(
        site,
        release.mirrorName(),
        split == Split.VALID ? "val" : word,
        SECONDS,
        Map.of("part_0", names));
  }

  @Override
  public void close() {
    site.close();
  }
}
