package dev.kinetics.demo;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * The release that is inside the program: three classes, a dozen clips, one of them taken down and
 * one without sound. Its lists are put into the user's cache, where they are read like any other;
 * its videos are made there when they are first wanted, and served on the loopback interface until
 * the release is closed.
 */
public final class DemoRelease implements AutoCloseable {
  private static final List<String> LISTS = List.of("train.csv", "validate.csv", "test.csv");

  private final Supplier<Ffmpeg> ffmpeg;
  private final Path home;
  private DemoSite site;

  /**
   * The release, of which nothing is made yet.
   *
   * @param ffmpeg asked for when videos have to be made
   * @param cache the user's cache
   */
  public DemoRelease(Supplier<Ffmpeg> ffmpeg, Path cache) {
    this.ffmpeg = ffmpeg;
    this.home = cache.resolve("demo");
  }

  /**
   * The folder with the release's lists: train and validate with labels, test without.
   *
   * @throws KineticsException when the cache can't be written (exit code 3)
   */
  public Path annotations() {
    Path folder = home.resolve("annotations");
    try {
      for (String list : LISTS) {
        try (InputStream in = resource(list)) {
          AtomicFile.write(folder.resolve(list), in::transferTo);
        }
      }
      return folder;
    } catch (IOException e) {
      throw cantWrite(folder, e);
    }
  }

  /**
   * The address of a video, with {@code {id}} where its id stands. The first call makes the videos
   * if need be, which takes some seconds, and starts the site.
   *
   * @throws KineticsException when the videos can't be made or the site not be started (exit code
   *     3)
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public synchronized String urlTemplate() throws InterruptedException {
    if (site == null) {
      Path videos = new DemoVideos(home).make(ffmpeg);
      Properties videoOfId = new Properties();
      try (Reader reader =
          new InputStreamReader(resource("videos.properties"), StandardCharsets.UTF_8)) {
        videoOfId.load(reader);
        site = new DemoSite(videos, videoOfId);
      } catch (IOException e) {
        throw KineticsException.unavailable(
            "the demo's site can't be started on 127.0.0.1: " + e.getMessage(), e);
      }
    }
    return site.urlTemplate();
  }

  /** Ends the site; lists and videos stay in the cache. */
  @Override
  public synchronized void close() {
    if (site != null) {
      site.close();
      site = null;
    }
  }

  static KineticsException cantWrite(Path place, IOException fault) {
    return KineticsException.unavailable(
        "the demo can't be put into "
            + place
            + " ("
            + fault
            + "): set KINETICS_CACHE to a folder that can be written",
        fault);
  }

  private static InputStream resource(String name) {
    return DemoRelease.class.getResourceAsStream("/demo/" + name);
  }
}
