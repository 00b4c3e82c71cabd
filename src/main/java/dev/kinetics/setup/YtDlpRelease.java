package dev.kinetics.setup;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import dev.kinetics.tool.BundledFfmpeg;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * The newest official release of yt-dlp: one file that is the whole program, and a list of
 * checksums (https://github.com/yt-dlp/yt-dlp#release-files).
 */
final class YtDlpRelease {
  static final URI OFFICIAL =
      URI.create("https://github.com/yt-dlp/yt-dlp/releases/latest/download/");

  private static final String CHECKSUMS = "SHA2-256SUMS";

  /** The programs have some 40 MB. */
  private static final long LARGEST = 300L << 20;

  private final URI base;
  private final String asset;

  /**
   * @param base the address below which the release's files lie
   * @param platform as {@link BundledFfmpeg#platform} names it
   */
  YtDlpRelease(URI base, String platform) {
    this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
    this.asset =
        switch (platform) {
          case "linux-x86_64" -> "yt-dlp_linux";
          case "linux-arm64" -> "yt-dlp_linux_aarch64";
          case "macosx-x86_64", "macosx-arm64" -> "yt-dlp_macos";
          case "windows-x86_64" -> "yt-dlp.exe";
          default -> "yt-dlp"; // For any system that has a Python.
        };
  }

  /** Where the program is fetched from. */
  URI address() {
    return base.resolve(asset);
  }

  /**
   * Fetches the program, compares its checksum, tries it, and puts it in place.
   *
   * @param folder where it shall lie, as {@code yt-dlp}
   * @param trial says whether a file runs; throws when it does not
   * @throws KineticsException when it can't be had, is not what was published, or does not run
   *     (exit code 3); then what lay there before is as it was
   */
  Path fetch(Path folder, Trial trial) throws InterruptedException {
    Path target = folder.resolve(asset.endsWith(".exe") ? "yt-dlp.exe" : "yt-dlp");
    String unique = UUID.randomUUID() + AtomicFile.PARTIAL_ENDING;
    Path list = folder.resolve("." + CHECKSUMS + "." + unique);
    // Windows starts nothing that does not end so.
    Path program = folder.resolve(".yt-dlp." + unique + (asset.endsWith(".exe") ? ".exe" : ""));
    try {
      Files.createDirectories(folder);
      try {
        get(CHECKSUMS, list);
        String wanted = checksum(list);
        get(asset, program);
        String found = sha256(program);
        if (!found.equals(wanted)) {
          throw KineticsException.unavailable(
              address()
                  + " is not what was published: its SHA-256 is "
                  + found
                  + ", not "
                  + wanted);
        }
        makeExecutable(program);
        trial.run(program);
        AtomicFile.moveInto(program, target);
      } finally {
        Files.deleteIfExists(list);
        Files.deleteIfExists(program);
      }
      return target;
    } catch (IOException e) {
      throw KineticsException.unavailable(
          address() + " could not be fetched: " + e.getMessage(), e);
    }
  }

  /** Says whether a program runs. */
  @FunctionalInterface
  interface Trial {
    /**
     * @throws KineticsException when it does not
     */
    void run(Path program) throws InterruptedException;
  }

  private void get(String name, Path file) throws IOException, InterruptedException {
    URI address = base.resolve(name);
    Partial partial = new Partial(file);
    try {
      new Fetch(Http.ofEnvironment(), Patience.SHORT, LARGEST, FetchProgress.none(), () -> false)
          .fetch(address, partial);
      partial.forget();
    } catch (FetchFault e) {
      partial.discard();
      throw new IOException(address + " " + e.getMessage(), e);
    }
  }

  /** A line of the list: the sum in hexadecimal, two spaces, the file's name. */
  private String checksum(Path list) throws IOException {
    if (Files.size(list) > 1 << 20) {
      throw new IOException(base.resolve(CHECKSUMS) + " is no list of checksums");
    }
    // Bytes beyond ASCII can be in no line that we look for.
    for (String line :
        new String(Files.readAllBytes(list), StandardCharsets.ISO_8859_1).lines().toList()) {
      String[] words = line.strip().split("\\s+\\*?");
      if (words.length == 2 && words[1].equals(asset) && words[0].matches("[0-9a-fA-F]{64}")) {
        return words[0].toLowerCase(Locale.ROOT);
      }
    }
    throw new IOException(base.resolve(CHECKSUMS) + " has no checksum of " + asset);
  }

  private static String sha256(Path file) throws IOException {
    return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
  }

  private static void makeExecutable(Path program) throws IOException {
    try (FileChannel channel = FileChannel.open(program, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " can't be made executable");
    }
  }
}
