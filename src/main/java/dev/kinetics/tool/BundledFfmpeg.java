package dev.kinetics.tool;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Scratch;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The ffmpeg and ffprobe that come inside the jar (Maven artifact {@code org.bytedeco:ffmpeg}),
 * unpacked once into the user's cache together with their libraries.
 */
final class BundledFfmpeg {
  private static final String ROOT = "org/bytedeco/ffmpeg/";

  /** Made after a successful trial: the next start need not try again. */
  private static final String RUNS = "runs";

  private final Path folder;

  private BundledFfmpeg(Path folder) {
    this.folder = folder;
  }

  /** Whether the jar holds a build for this machine. */
  static boolean isPacked() {
    return resource("ffmpeg").isPresent();
  }

  /**
   * Unpacks it below the cache, unless it is there; empty where the jar holds none for this
   * machine. Safe when two start at once: each unpacks into a folder of its own, and one rename
   * wins.
   *
   * @throws IOException when it can't be unpacked
   */
  static Optional<BundledFfmpeg> unpack(Path cache) throws IOException {
    Optional<URL> program = resource("ffmpeg");
    if (program.isEmpty() || !(program.get().openConnection() instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    JarEntry entry = jar.getJarEntry();
    // The program's own checksum names the folder, so that another build gets another one.
    String name = platform() + "-" + Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
    Path folder = cache.resolve("ffmpeg").resolve(name);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.getParent());
      Path partial = folder.resolveSibling("." + name + "." + UUID.randomUUID());
      Files.createDirectory(partial);
      try {
        unpackInto(jar.getJarFile(), partial);
        AtomicFile.moveInto(partial, folder);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(folder)) {
          throw e; // Else another start was quicker, with the same files.
        }
      } finally {
        Scratch.delete(partial);
      }
    }
    return Optional.of(new BundledFfmpeg(folder));
  }

  private static void unpackInto(JarFile jar, Path folder) throws IOException {
    String prefix = ROOT + platform() + "-gpl/";
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      String name =
          entry.getName().startsWith(prefix) ? entry.getName().substring(prefix.length()) : "";
      if (name.isEmpty() || name.contains("/") || name.contains("jni") || name.endsWith(".class")) {
        continue;
      }
      Path file = folder.resolve(name);
      try (InputStream in = jar.getInputStream(entry);
          OutputStream out = Files.newOutputStream(file)) {
        in.transferTo(out);
      }
      if (!name.contains(".so") && !name.endsWith(".dylib") && !name.endsWith(".dll")) {
        file.toFile().setExecutable(true, false);
      }
    }
  }

  /** The program {@code ffmpeg} or {@code ffprobe}. */
  Path program(String name) {
    Path plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".exe");
  }

  /** What makes the programs find their own libraries. */
  Map<String, String> environment() {
    String variable =
        platform().startsWith("macosx")
            ? "DYLD_LIBRARY_PATH"
            : platform().startsWith("windows") ? "PATH" : "LD_LIBRARY_PATH";
    String before = System.getenv().getOrDefault(variable, "");
    return Map.of(
        variable, before.isEmpty() ? folder.toString() : folder + File.pathSeparator + before);
  }

  /** The version that an earlier trial found; empty when none has succeeded yet. */
  Optional<String> triedVersion() {
    try {
      return Optional.of(Files.readString(folder.resolve(RUNS)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps the answer of a successful trial. */
  void keepTrial(String version) {
    try {
      AtomicFile.write(
          folder.resolve(RUNS), out -> out.write(version.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // It only saves the next trial.
    }
  }

  private static Optional<URL> resource(String name) {
    ClassLoader loader = BundledFfmpeg.class.getClassLoader();
    String path = ROOT + platform() + "-gpl/" + name;
    URL plain = loader.getResource(path);
    return Optional.ofNullable(plain != null ? plain : loader.getResource(path + ".exe"));
  }

  /** JavaCPP's name of this platform, such as {@code linux-x86_64}. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "macosx" : os.contains("windows") ? "windows" : "linux";
    String machine =
        switch (architecture) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> architecture;
        };
    return system + "-" + machine;
  }
}
