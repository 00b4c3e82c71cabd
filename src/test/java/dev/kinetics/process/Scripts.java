package dev.kinetics.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small programs, for tests of which program is chosen and not of what it does. */
public final class Scripts {
  private Scripts() {}

  /** A program for a POSIX shell. */
  public static Path script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " can't be made executable");
    }
    return file;
  }

  /** Says a version as ffmpeg or ffprobe does. */
  public static Path ffmpeg(Path file, String version) throws IOException {
    String name = file.getFileName().toString();
    return script(file, "echo '" + name + " version " + version + " Copyright (c)'");
  }

  /** Says a version as yt-dlp does, and shows the help of one that can fetch sections. */
  public static Path ytDlp(Path file, String version) throws IOException {
    return script(
        file,
        "case $1 in --help) echo ' --download-sections REGEX';; *) echo " + version + ";; esac");
  }
}
