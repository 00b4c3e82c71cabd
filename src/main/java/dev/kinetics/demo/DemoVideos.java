package dev.kinetics.demo;

import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The demo's videos: one a class, and one without sound. Each is a minute of ffmpeg's {@code
 * testsrc}, which shows the second, in the class's own colours and with its own tone.
 */
final class DemoVideos {
  private static final int SECONDS = 60;
  private static final String MAKING = ".making-";

  /** Changes with the recipe, so that another version of the program makes its own videos. */
  private static final String RECIPE = "videos-1";

  /** One picture is drawn for all, since that is most of the work; it is recoloured for each. */
  private static final String GRAPH =
      "testsrc=size=480x270:rate=25,format=yuv420p,split=3[pole][for_glass][for_violin];"
          + "[for_glass]swapuv[glass];[for_violin]negate[violin];"
          + "sine=frequency=440:sample_rate=44100[pole_tone];"
          + "sine=frequency=550:sample_rate=44100[glass_tone];"
          + "sine=frequency=660:sample_rate=44100[violin_tone]";

  private final Path home;

  DemoVideos(Path home) {
    this.home = home;
  }

  /**
   * The folder that holds them, made unless it is there. Two that make it at once both do the work,
   * and the first one's folder stays.
   */
  Path make(Supplier<Ffmpeg> ffmpeg) throws InterruptedException {
    Path folder = home.resolve(RECIPE);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path making = home.resolve(MAKING + UUID.randomUUID());
    try {
      Files.createDirectories(making);
      try {
        Scratch.sweep(home, MAKING);
        run(ffmpeg.get(), videos(making));
        run(ffmpeg.get(), withoutSound(making));
        moveWhole(making, folder);
      } finally {
        Scratch.delete(making);
      }
      return folder;
    } catch (IOException e) {
      throw DemoRelease.cantWrite(folder, e);
    }
  }

  private static List<String> videos(Path folder) {
    List<String> arguments = new ArrayList<>(List.of("-filter_complex", GRAPH));
    arguments.addAll(video("[pole]", "[pole_tone]", folder.resolve("pole_vault.mp4")));
    arguments.addAll(video("[glass]", "[glass_tone]", folder.resolve("blowing_glass.mp4")));
    arguments.addAll(video("[violin]", "[violin_tone]", folder.resolve("playing_violin.mp4")));
    return arguments;
  }

  private static List<String> video(String picture, String tone, Path file) {
    return List.of(
        "-map",
        picture,
        "-map",
        tone,
        "-t",
        Integer.toString(SECONDS),
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "28",
        "-g",
        "50",
        "-c:a",
        "aac",
        "-b:a",
        "64k",
        "-movflags",
        "+faststart",
        "file:" + file);
  }

  private static List<String> withoutSound(Path folder) {
    return List.of(
        "-i",
        "file:" + folder.resolve("blowing_glass.mp4"),
        "-an",
        "-c",
        "copy",
        "-movflags",
        "+faststart",
        "file:" + folder.resolve("blowing_glass_silent.mp4"));
  }

  private static void run(Ffmpeg ffmpeg, List<String> arguments) throws InterruptedException {
    ToolResult result = ffmpeg.run(arguments);
    if (!result.ok()) {
      throw KineticsException.unavailable(
          "ffmpeg ("
              + ffmpeg.tool().path()
              + ") can't make the demo's videos: "
              + result.firstErrorLine()
              + "; name another with --ffmpeg");
    }
  }

  private static void moveWhole(Path making, Path folder) throws IOException {
    try {
      Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }
}
