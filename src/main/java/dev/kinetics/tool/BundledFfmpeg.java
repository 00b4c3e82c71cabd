package dev.kinetics.tool;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Scratch;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * The ffmpeg and ffprobe that come inside the jar (Maven's {@code org.bytedeco:ffmpeg}): programs
 * and their libraries, which can only run once they lie in a folder.
 */
public final class BundledFfmpeg {
  private static final String HOME = "org/bytedeco/ffmpeg/";
  private static final String RUNS = "runs";
  private static final String UNPACKING = ".unpacking-";

  private final JarFile jar;
  private final Path cache;
  private final List<JarEntry> entries;
  private final Path home;
  private final Path folder;

  /**
   * @param prefix the folder of the jar with this machine's build
   */
  BundledFfmpeg(JarFile jar, String prefix, Path cache) {
    this.jar = jar;
    this.cache = cache;
    // Libraries for Java's native interface, which are not programs' business, stay in the jar.
    this.entries =
        jar.stream()
            .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
            .filter(entry -> !fileName(entry).contains("jni") && !fileName(entry).contains("/"))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    this.home = cache.resolve("ffmpeg");
    this.folder = home.resolve(prefix.split("/")[3] + "-" + digest(entries));
  }

  /**
   * The build for this machine, if there is one on the class path.
   *
   * @param cache the user's cache, below which it is unpacked
   * @throws IOException when the jar can't be read
   */
  public static Optional<BundledFfmpeg> find(Path cache) throws IOException {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    for (String build : List.of(platform + "-gpl", platform)) {
      String prefix = HOME + build + "/";
      URL program = BundledFfmpeg.class.getClassLoader().getResource(prefix + "ffmpeg" + ending());
      if (program != null && program.openConnection() instanceof JarURLConnection connection) {
        return Optional.of(new BundledFfmpeg(connection.getJarFile(), prefix, cache));
      }
    }
    return Optional.empty();
  }

  /** The platform's name as JavaCPP has it, for example {@code linux-x86_64}. */
  public static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    String kernel =
        name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : "linux";
    return kernel
        + "-"
        + switch (architecture) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> architecture;
        };
  }

  /** Where it is unpacked, or would be. Its name tells this build from every other. */
  Path folder() {
    return folder;
  }

  /** A program of the unpacked folder: {@code ffmpeg} or {@code ffprobe}. */
  public Path program(String name) {
    return folder.resolve(name + ending());
  }

  /** What the programs need to find the libraries that lie beside them. */
  public Map<String, String> environment() {
    String variable =
        switch (platform(System.getProperty("os.name"), "").split("-")[0]) {
          case "macosx" -> "DYLD_LIBRARY_PATH";
          case "windows" -> "PATH";
          default -> "LD_LIBRARY_PATH";
        };
    String before = System.getenv(variable);
    return Map.of(
        variable,
        before == null || before.isBlank()
            ? folder.toString()
            : folder + File.pathSeparator + before);
  }

  /**
   * Unpacks it unless it lies there whole: with the bytes of the jar, which is looked at again when
   * a file was written since the answer was kept. Many may do so at once: each unpacks for itself,
   * and the first one's folder is taken by all.
   *
   * @throws IOException when it can't be written, or somebody else could write there; then nothing
   *     is left behind
   */
  void unpack() throws IOException {
    OwnFiles.require(cache, folder);
    if (isOurs() && isWhole(folder) && (isAnswered() || isOfJar())) {
      return;
    }
    Files.createDirectories(home);
    OwnFiles.require(cache, home);
    Scratch.sweep(home, UNPACKING);
    Path fresh = home.resolve(UNPACKING + UUID.randomUUID());
    try {
      Files.createDirectory(fresh);
      OwnFiles.require(cache, fresh);
      for (ZipEntry entry : entries) {
        unpack(entry, fresh.resolve(fileName(entry)));
      }
      moveIntoPlace(fresh);
    } finally {
      Scratch.delete(fresh);
    }
  }

  /** What {@link #keepAnswer} kept: the version of the programs, which ran here before. */
  Optional<String> keptAnswer() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(RUNS));
      boolean same = lines.size() == 2 && lines.get(1).equals(state());
      return same ? Optional.of(lines.get(0)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isAnswered() {
    return keptAnswer().isPresent();
  }

  /** The sizes and times of the files as they lie there. */
  private String state() throws IOException {
    StringBuilder state = new StringBuilder();
    for (ZipEntry entry : entries) {
      Path file = folder.resolve(fileName(entry));
      state.append(Files.size(file)).append('@');
      state.append(Files.getLastModifiedTime(file).toMillis()).append(' ');
    }
    return state.toString().strip();
  }

  /** Notes that the programs run here, so that they need not be tried again. */
  void keepAnswer(String version) throws IOException {
    String lines = version + "\n" + state() + "\n";
    AtomicFile.write(
        folder.resolve(RUNS), out -> out.write(lines.getBytes(StandardCharsets.UTF_8)));
  }

  /** The programs run here no more: the next start tries them anew. */
  public void forgetAnswer() throws IOException {
    Files.deleteIfExists(folder.resolve(RUNS));
  }

  private boolean isOurs() {
    try {
      for (ZipEntry entry : entries) {
        OwnFiles.require(folder, folder.resolve(fileName(entry)));
      }
      OwnFiles.require(folder, folder.resolve(RUNS));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isOfJar() throws IOException {
    DigestUtils sha256 = new DigestUtils(MessageDigestAlgorithms.SHA_256);
    for (ZipEntry entry : entries) {
      try (InputStream wanted = jar.getInputStream(entry)) {
        if (!sha256
            .digestAsHex(wanted)
            .equals(sha256.digestAsHex(folder.resolve(fileName(entry))))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isWhole(Path unpacked) {
    return entries.stream().allMatch(entry -> isWhole(entry, unpacked.resolve(fileName(entry))));
  }

  private static boolean isWhole(ZipEntry entry, Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) == entry.getSize()
          && Files.isExecutable(file);
    } catch (IOException e) {
      return false;
    }
  }

  private void unpack(ZipEntry entry, Path file) throws IOException {
    try (InputStream in = jar.getInputStream(entry);
        FileChannel out =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      in.transferTo(Channels.newOutputStream(out));
      out.force(true); // The folder's name promises whole files, after a power cut too.
    }
    if (!file.toFile().setExecutable(true, false) || !isWhole(entry, file)) {
      throw new IOException(file + " could not be unpacked");
    }
    OwnFiles.require(file, file);
  }

  private void moveIntoPlace(Path fresh) throws IOException {
    for (int tries = 0; ; tries++) {
      try {
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileSystemException e) {
        if (isOurs() && isWhole(folder) && isOfJar()) {
          return; // Somebody was faster.
        }
        if (tries == 3 || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
        // What lies there is torn.
        Path torn = home.resolve(UNPACKING + UUID.randomUUID());
        try {
          Files.move(folder, torn, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException moved) {
          continue; // Somebody else took it away.
        }
        Scratch.delete(torn);
      }
    }
  }

  /** Over names, sizes and checksums as the jar's directory gives them: no need to read 90 MB. */
  private static String digest(List<JarEntry> entries) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (ZipEntry entry : entries) {
      digest.update(entry.getName().getBytes(StandardCharsets.UTF_8));
      digest.update(
          ByteBuffer.allocate(16).putLong(entry.getSize()).putLong(entry.getCrc()).flip());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static String fileName(ZipEntry entry) {
    return entry.getName().substring(entry.getName().indexOf('/', HOME.length()) + 1);
  }

  private static String ending() {
    return File.separatorChar == '\\' ? ".exe" : "";
  }
}
