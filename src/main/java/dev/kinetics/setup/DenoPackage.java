package dev.kinetics.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The JavaScript runtime deno as npm's registry has it: a package for each platform with the one
 * program in it, whose SHA-512 the registry gives beside its address
 * (https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md).
 */
final class DenoPackage {
  static final URI OFFICIAL = URI.create("https://registry.npmjs.org/");

  private static final String SHA_512 = "sha512-";
  private static final long LARGEST_DESCRIPTION = 4 << 20;

  /** A package has some 45 MB, the program in it 100 MB. */
  private static final long LARGEST = 300L << 20;

  private static final long LARGEST_PROGRAM = 1L << 30;

  private final URI registry;
  private final String name;

  private DenoPackage(URI registry, String name) {
    this.registry = registry;
    this.name = name;
  }

  /**
   * The package for a platform; empty where there is none.
   *
   * @param platform as {@link dev.kinetics.tool.BundledFfmpeg#platform} names it
   */
  static Optional<DenoPackage> of(URI registry, String platform) {
    String build =
        switch (platform) {
          case "linux-x86_64" -> "linux-x64-glibc";
          case "linux-arm64" -> "linux-arm64-glibc";
          case "macosx-x86_64" -> "darwin-x64";
          case "macosx-arm64" -> "darwin-arm64";
          case "windows-x86_64" -> "win32-x64";
          case "windows-arm64" -> "win32-arm64";
          default -> "";
        };
    URI base = registry.getPath().endsWith("/") ? registry : URI.create(registry + "/");
    return build.isEmpty() ? Optional.empty() : Optional.of(new DenoPackage(base, build));
  }

  /** Where its newest version is described. */
  URI address() {
    return registry.resolve("@deno/" + name + "/latest");
  }

  /**
   * Fetches the package, compares its checksum, tries the program, and puts it in place.
   *
   * @param folder where it shall lie, as {@code deno}
   * @param trial says whether a file runs; throws when it does not
   * @throws KineticsException when it can't be had, is not what was published, or does not run
   *     (exit code 3); then what lay there before is as it was
   */
  Path fetch(Path folder, YtDlpRelease.Trial trial) throws InterruptedException {
    String ending = name.startsWith("win32") ? ".exe" : "";
    Path target = folder.resolve("deno" + ending);
    String unique = UUID.randomUUID() + AtomicFile.PARTIAL_ENDING;
    Path description = folder.resolve(".deno.json." + unique);
    Path packed = folder.resolve(".deno.tgz." + unique);
    Path program = folder.resolve(".deno." + unique + ending);
    try {
      Files.createDirectories(folder);
      try {
        get(address(), description, LARGEST_DESCRIPTION);
        JsonNode published = new ObjectMapper().readTree(description.toFile()).path("dist");
        URI tarball = tarball(published.path("tarball").asText());
        get(tarball, packed, LARGEST);
        check(packed, published.path("integrity").asText(), tarball);
        unpack(packed, "package/deno" + ending, program);
        trial.run(program);
        AtomicFile.moveInto(program, target);
      } finally {
        Files.deleteIfExists(description);
        Files.deleteIfExists(packed);
        Files.deleteIfExists(program);
      }
      return target;
    } catch (IOException e) {
      throw KineticsException.unavailable(
          address() + " could not be fetched: " + e.getMessage(), e);
    }
  }

  private URI tarball(String address) throws IOException {
    try {
      URI tarball = URI.create(address);
      if (tarball.getHost() != null && String.valueOf(tarball.getScheme()).matches("https?")) {
        return tarball;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new IOException("it names no package");
  }

  private static void get(URI address, Path file, long most)
      throws IOException, InterruptedException {
    Partial partial = new Partial(file);
    try {
      new Fetch(Http.ofEnvironment(), Patience.SHORT, most, FetchProgress.none(), () -> false)
          .fetch(address, partial);
      partial.forget();
    } catch (FetchFault e) {
      partial.discard();
      throw new IOException(address + " " + e.getMessage(), e);
    }
  }

  /** As Subresource Integrity writes it (https://www.w3.org/TR/SRI/): one hash or several. */
  private static void check(Path packed, String integrity, URI address) throws IOException {
    byte[] digest = new DigestUtils(MessageDigestAlgorithms.SHA_512).digest(packed);
    String found = SHA_512 + Base64.getEncoder().encodeToString(digest);
    for (String wanted : integrity.split("\\s+")) {
      if (wanted.equals(found)) {
        return;
      }
    }
    throw KineticsException.unavailable(
        address + " is not what was published: its integrity is " + found + ", not " + integrity);
  }

  private static void unpack(Path packed, String wanted, Path program) throws IOException {
    try (InputStream file = Files.newInputStream(packed);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().equals(wanted)) {
          if (entry.getSize() > LARGEST_PROGRAM) {
            throw new IOException("its program is too large");
          }
          Files.copy(tar, program, StandardCopyOption.REPLACE_EXISTING);
          try (FileChannel channel = FileChannel.open(program, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
          if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " can't be made executable");
          }
          return;
        }
      }
    }
    throw new IOException("there is no " + wanted + " in its package");
  }
}
