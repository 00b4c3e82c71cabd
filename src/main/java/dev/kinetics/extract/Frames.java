package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.JpegFiles;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.process.ToolResult;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Ffmpeg;
import dev.kinetics.tool.Probe;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Takes the frames out of clips. One ffmpeg a clip decodes, scales and encodes on one thread, and
 * hands all frames over in one pipe: writing each file itself would cost it as much again.
 */
public final class Frames {
  /** The name of the job in the journal. */
  public static final String JOB = "frames";

  /**
   * What a second of clip takes on the disk: 30 frames of 455 by 256 pixels, as measured on real
   * clips.
   */
  public static final double USUAL_BYTES_PER_SECOND = 300_000;

  /**
   * How frames are made.
   *
   * @param shortSide the shorter side in pixels; 0 to keep the size. The longer side follows the
   *     aspect ratio, cut to a whole number
   * @param framesPerSecond how many frames a second; 0 for every frame of the source once
   * @param quality JPEG's 1 to 100, as libjpeg and OpenCV count it
   */
  public record Style(int shortSide, double framesPerSecond, int quality) {}

  /**
   * JPEG files are read with the colour matrix of BT.601 and the full range (JFIF 1.02), whatever
   * the video's are. A conversion goes through RGB: with {@code neighbor} each chrominance sample
   * keeps its value on the way there and back.
   */
  private static final String TO_JPEG_COLOURS =
      "format=yuv420p,scale=out_range=pc:out_color_matrix=bt601:flags=neighbor,"
          + "setsar=1,format=yuvj420p";

  private Frames() {}

  /** The job that takes frames out of clips. */
  public static Extraction extraction(
      Extraction.Options options, Style style, Tools tools, StopSignal stopSignal) {
    return new Extraction(
        JOB,
        options,
        1,
        tools,
        stopSignal,
        (clips, workplace) -> {
          Map<Clip, ClipResult> results = new LinkedHashMap<>();
          for (Clip clip : clips) {
            results.put(clip, extract(clip, workplace, style, tools));
          }
          return results;
        });
  }

  private static ClipResult extract(
      Clip clip, Extraction.Workplace workplace, Style style, Tools tools)
      throws InterruptedException, IOException {
    long start = System.nanoTime();
    Path folder = workplace.scratch().newFolder();
    Path target = workplace.layout().path(clip, Kind.FRAMES);
    Path frames = Files.createDirectory(folder.resolve("frames"));
    ClipResult result;
    try {
      Path video = workplace.clip(clip, folder);
      JpegFiles files = new JpegFiles(frames);
      ToolResult ended = decode(tools.ffmpeg(), video, style, files);
      result = judge(ended, files, video, tools);
    } catch (ZipException | EOFException e) {
      result =
          ClipResult.without(Outcome.DAMAGED, "not decodable", "its gzip is damaged or cut off");
    }
    if (result.outcome().isThere()) {
      Scratch.delete(target); // Only a folder that was begun by hand can stand here.
      AtomicFile.moveInto(frames, target);
    }
    Scratch.delete(folder);
    return result.after(1, (System.nanoTime() - start) / 1e9);
  }

  private static ToolResult decode(Ffmpeg ffmpeg, Path video, Style style, JpegFiles files)
      throws InterruptedException {
    return ffmpeg.run(
        List.of(
            // A picture that decodes with faults is none to learn from: the clip is damaged.
            "-xerror",
            "-threads",
            "1",
            // A file can be a playlist that names others, on other machines too.
            "-protocol_whitelist",
            "file",
            "-i",
            "file:" + video,
            "-map",
            "0:V:0",
            "-fps_mode",
            "passthrough",
            "-vf",
            filter(style),
            "-threads",
            "1",
            "-c:v",
            "mjpeg",
            "-qmin",
            "1",
            "-q:v",
            Integer.toString(quantizer(style.quality())),
            // The tables of ITU-T T.81, K.3, as libjpeg uses them: to count for better ones takes
            // a twentieth of the whole, and saves a seventh of the size.
            "-huffman",
            "default",
            "-f",
            "image2pipe",
            "pipe:1"),
        files);
  }

  /** ffmpeg's filter that makes pictures for JPEG of a clip's. */
  public static String filter(Style style) {
    String rate =
        style.framesPerSecond() > 0
            ? String.format(Locale.ROOT, "fps=%s,", style.framesPerSecond())
            : "";
    return rate + scale(style.shortSide()) + TO_JPEG_COLOURS;
  }

  /** Scaling comes before {@link #TO_JPEG_COLOURS}, which then has fewer pixels to convert. */
  private static String scale(int shortSide) {
    if (shortSide == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "scale='if(lte(iw,ih),%1$d,max(1,trunc(iw*%1$d/ih)))'"
            + ":'if(lte(iw,ih),max(1,trunc(ih*%1$d/iw)),%1$d)':out_range=pc,",
        shortSide);
  }

  /**
   * ffmpeg's quantizer for libjpeg's quality. libjpeg scales its tables by 200 − 2·quality percent
   * (5000 / quality below 50); ffmpeg's are as fine as libjpeg's at 50 % with a quantizer of about
   * 5.5 (measured: PSNR of the luminance at quality 75 is 38.3 dB, and 39.0 at 5), and 4 leaves a
   * margin for other pictures. Its finest, 1, stands for all from 88 on: at 47 dB.
   */
  public static int quantizer(int quality) {
    double percent = quality < 50 ? 5000.0 / quality : 200 - 2.0 * quality;
    return (int) Math.max(1, Math.min(31, Math.floor(percent / 12.5)));
  }

  private static ClipResult judge(ToolResult ended, JpegFiles files, Path video, Tools tools)
      throws InterruptedException {
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.stop(video.getParent());
    }
    if (ended.killed()) {
      return ClipResult.without(
          Outcome.FAILED, "ffmpeg was killed", "exit code " + ended.exitCode());
    }
    if (!ended.ok() || files.count() == 0) {
      Optional<Probe> probe = tools.ffprobe().probe(video);
      if (probe.isEmpty()) {
        return ClipResult.without(Outcome.DAMAGED, "no video file", ended.firstErrorLine());
      }
      if (probe.get().video().isEmpty()) {
        return ClipResult.without(
            Outcome.DAMAGED, "no video stream", "the file has no video stream");
      }
      if (files.count() == 0) {
        return ClipResult.without(
            Outcome.DAMAGED,
            "no frames",
            ended.errors().isBlank() ? "no frame can be decoded" : ended.firstErrorLine());
      }
      return ClipResult.without(Outcome.DAMAGED, "not decodable", ended.firstErrorLine());
    }
    if (!files.endedWhole()) {
      return ClipResult.without(Outcome.FAILED, "unknown", "the last frame is not whole");
    }
    return ClipResult.made(
        Outcome.DONE, files.bytes(), new MediaFacts(0, 0, 0, 0, files.count(), false));
  }
}
