package dev.kinetics.report;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Small pictures of clips: three of a clip's frames side by side in one JPEG of 480 by 90 pixels.
 * They are kept in a folder under a name that changes with the clip's file, so that a second report
 * makes only what is new.
 */
final class ContactSheet {
  /** Clips that one ffmpeg reads. */
  private static final int BATCH = 8;

  /** When the frames are taken, as shares of the clip's length. */
  private static final double[] MOMENTS = {0.1, 0.45, 0.8};

  private final Ffmpeg ffmpeg;
  private final Path cache;

  /**
   * Makes pictures with this ffmpeg.
   *
   * @param cache the folder where they are kept; it need not be there
   */
  ContactSheet(Ffmpeg ffmpeg, Path cache) {
    this.ffmpeg = ffmpeg;
    this.cache = cache;
  }

  /**
   * A clip's file.
   *
   * @param seconds how long it is, about: one that ends earlier shows fewer frames
   */
  record Shot(Path file, double seconds) {}

  /**
   * The pictures of these clips. A clip that gives none is left out.
   *
   * @param workers how many ffmpeg at once
   * @throws KineticsException when the disk is full, or the folder can't be written
   */
  Map<Shot, Path> pictures(List<Shot> shots, int workers) throws InterruptedException {
    Map<Shot, Path> pictures = new LinkedHashMap<>();
    List<Shot> wanted = new ArrayList<>();
    try {
      for (Shot shot : shots) {
        if (!Files.isRegularFile(shot.file())) {
          continue; // A pipe gives none, and ffmpeg would wait for it.
        }
        Path picture = picture(shot);
        pictures.put(shot, picture);
        if (!Files.exists(picture)) {
          Files.createDirectories(picture.getParent());
          wanted.add(shot);
        }
      }
    } catch (IOException e) {
      throw fault(e);
    }
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> batches = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i += BATCH) {
        List<Shot> batch = wanted.subList(i, Math.min(i + BATCH, wanted.size()));
        batches.add(
            pool.submit(
                () -> {
                  make(batch, pictures);
                  return null;
                }));
      }
      for (Future<?> batch : batches) {
        batch.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : fault(e.getCause());
    } finally {
      pool.shutdownNow();
    }
    pictures.values().removeIf(picture -> !Files.exists(picture));
    return pictures;
  }

  private KineticsException fault(Throwable fault) {
    return fault instanceof IOException e && DiskFull.in(e)
        ? DiskFull.stop(cache)
        : KineticsException.badInput(
            "the report's pictures can't be written ("
                + fault.getMessage()
                + "); let "
                + cache
                + " be written, or take --no-samples");
  }

  /** Where a clip's picture is kept: another file, or another version of it, has another name. */
  private Path picture(Shot shot) throws IOException {
    String version =
        shot.file().toAbsolutePath()
            + "\n"
            + Files.size(shot.file())
            + "\n"
            + Files.getLastModifiedTime(shot.file()).toMillis();
    String digest = DigestUtils.sha256Hex(version.getBytes(StandardCharsets.UTF_8));
    return cache.resolve(digest.substring(0, 2)).resolve(digest.substring(2, 34) + ".jpg");
  }

  private void make(List<Shot> batch, Map<Shot, Path> pictures)
      throws InterruptedException, IOException {
    List<Path> partial = new ArrayList<>();
    for (Shot shot : batch) {
      Path picture = pictures.get(shot);
      partial.add(picture.resolveSibling("." + picture.getFileName() + AtomicFile.PARTIAL_ENDING));
    }
    ToolResult result = ffmpeg.run(arguments(batch, partial));
    if (!result.ok() && DiskFull.in(result.errors())) {
      throw DiskFull.stop(cache);
    }
    if (result.ok()) {
      for (int i = 0; i < batch.size(); i++) {
        if (Files.exists(partial.get(i)) && Files.size(partial.get(i)) > 0) {
          AtomicFile.moveInto(partial.get(i), pictures.get(batch.get(i)));
        }
      }
      return;
    }
    for (Path file : partial) {
      Files.deleteIfExists(file);
    }
    if (batch.size() > 1) {
      for (Shot shot : batch) {
        make(List.of(shot), pictures); // One that can't be read costs only itself.
      }
    }
  }

  private static List<String> arguments(List<Shot> batch, List<Path> targets) {
    List<String> arguments = new ArrayList<>();
    List<String> graphs = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      double seconds = batch.get(i).seconds();
      arguments.addAll(List.of("-threads", "1"));
      arguments.addAll(Ffmpeg.LOCAL);
      arguments.addAll(List.of("-t", time(MOMENTS[2] * seconds + 1)));
      arguments.addAll(List.of("-i", "file:" + batch.get(i).file().toAbsolutePath()));
      graphs.add(
          String.format(
              Locale.ROOT,
              "[%1$d:V:0]select='%2$s',scale=160:90:force_original_aspect_ratio=decrease:"
                  + "force_divisible_by=2,pad=160:90:-1:-1,setsar=1,format=yuvj420p,"
                  + "tile=3x1[o%1$d]",
              i,
              moments(seconds)));
    }
    arguments.addAll(List.of("-filter_complex_threads", "1"));
    arguments.addAll(List.of("-filter_complex", String.join(";", graphs)));
    for (int i = 0; i < batch.size(); i++) {
      arguments.addAll(List.of("-map", "[o" + i + "]", "-frames:v", "1", "-c:v", "mjpeg"));
      arguments.addAll(List.of("-q:v", "6", "-f", "image2", "-update", "1"));
      arguments.add("file:" + targets.get(i).toAbsolutePath());
    }
    return arguments;
  }

  /** Chooses the first frame at or after each moment, each frame once. */
  private static String moments(double seconds) {
    StringBuilder expression = new StringBuilder();
    for (double moment : MOMENTS) {
      String time = time(moment * seconds);
      expression
          .append(expression.isEmpty() ? "" : "+")
          .append("gte(t,")
          .append(time)
          .append(")*(isnan(prev_selected_t)+lt(prev_selected_t,")
          .append(time)
          .append("))");
    }
    return expression.toString();
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
