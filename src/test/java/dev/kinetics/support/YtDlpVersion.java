package dev.kinetics.support;

import dev.kinetics.process.ProcessRunner;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The versions of yt-dlp that the real extractor is tried with. */
public enum YtDlpVersion {
  /** Debian's, which {@code setup} has installed. */
  OF_2023,
  /** One that wants a JavaScript runtime and knows of advertisements; the build has fetched it. */
  OF_2025;

  private static final String INSIDE = "res/raw/ytdlp";

  /** What makes the program use it. */
  public Map<String, String> environment() {
    return Map.of("KINETICS_YT_DLP", path().toString());
  }

  /** Whether it finds a JavaScript runtime here that it takes. */
  public boolean hasJavaScript() {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(environment());
    return new Tools(new ProcessRunner(), ToolOptions.none(), all, UserCache.root())
        .javaScriptRuntime()
        .works();
  }

  private synchronized Path path() {
    if (this == OF_2023) {
      return Path.of("/usr/bin/yt-dlp");
    }
    Path library = Path.of("target", "test-tools", "yt-dlp-2025.11.12.aar").toAbsolutePath();
    Path program = library.resolveSibling("yt-dlp-2025.11.12");
    if (!Files.exists(program)) {
      try {
        unpack(library, program);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return program;
  }

  /**
   * Unpacks the library's yt-dlp, since Python keeps what it has compiled of files in a folder, and
   * compiles those of an archive at each start; makes the program that runs it.
   */
  private static void unpack(Path library, Path program) throws IOException {
    Path scratch = Files.createTempDirectory(library.getParent(), "yt-dlp");
    Path archive = scratch.resolve("archive");
    try (ZipFile zip = new ZipFile(library.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(INSIDE))) {
      Files.copy(in, archive);
    }
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Path file = scratch.resolve(entry.getName());
        Files.createDirectories(entry.isDirectory() ? file : file.getParent());
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
    Path partial = scratch.resolve("program");
    Files.writeString(partial, "#!/bin/sh\nexec /usr/bin/python3 '" + scratch + "' \"$@\"\n");
    partial.toFile().setExecutable(true);
    Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
  }
}
