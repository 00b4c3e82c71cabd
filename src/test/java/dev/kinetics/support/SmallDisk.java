package dev.kinetics.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small file system that can be filled up, so that writing to it fails as on a full disk. On
 * Linux it is a tmpfs of our own, in a namespace of our own where that is allowed; else mounted by
 * root; else a small one that is there anyway, such as a container's {@code /dev/shm}.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int SIZE = 64 << 20;
  private static final long LARGEST_BORROWED = 256L << 20;
  private static final String PROPERTY = "kinetics.smallDisk";

  private final Path folder;
  private final Process holder;
  private final Path mounted;

  private SmallDisk(Path folder, Process holder, Path mounted) {
    this.folder = folder;
    this.holder = holder;
    this.mounted = mounted;
  }

  /** Makes one; {@code place} is an empty folder that it may use. */
  public static SmallDisk open(Path place) throws IOException, InterruptedException {
    List<String> why = new ArrayList<>();
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return borrowed(Path.of(named));
    }
    // The mount ends with the process that holds it.
    Process holder =
        start(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=" + SIZE + " none \"$0\" && echo mounted && exec sleep 3600",
            place.toString());
    String said = firstLine(holder);
    Path seen = Path.of("/proc/" + holder.pid() + "/root" + place.toAbsolutePath());
    if (said.equals("mounted") && isSmall(seen, SIZE)) {
      return new SmallDisk(seen, holder, null);
    }
    holder.destroyForcibly().waitFor();
    why.add("unshare: " + said);

    Process mount = start("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", place.toString());
    said = firstLine(mount);
    if (mount.waitFor() == 0) {
      return new SmallDisk(place, null, place);
    }
    why.add("mount: " + said);

    Path shared = Path.of("/dev/shm");
    if (Files.isWritable(shared) && isSmall(shared, LARGEST_BORROWED)) {
      return borrowed(shared);
    }
    why.add(shared + ": not there, or larger than 256 MB");
    throw new AssertionError(
        "no small file system to fill up ("
            + String.join("; ", why)
            + "): allow user namespaces, run as root, or name a folder on a file system of 8 to 256"
            + " MB that may be filled with -D"
            + PROPERTY
            + "=DIR");
  }

  private static SmallDisk borrowed(Path place) throws IOException {
    if (!isSmall(place, LARGEST_BORROWED)) {
      throw new AssertionError(place + " is not on a file system of at most 256 MB");
    }
    return new SmallDisk(Files.createTempDirectory(place, "kinetics-test"), null, null);
  }

  private static boolean isSmall(Path place, long most) {
    long total = place.toFile().getTotalSpace();
    return total > 0 && total <= most;
  }

  private static Process start(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new ProcessBuilder("sh", "-c", "echo \"$0 is missing\"; exit 1", command[0]).start();
    }
  }

  private static String firstLine(Process process) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return line == null ? "" : line;
  }

  /** Its topmost folder. */
  public Path folder() {
    return folder;
  }

  /** Fills it up to so many bytes that are left. */
  public void fill(long left) throws IOException {
    makeRoom();
    Path ballast = ballast();
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      if (folder.toFile().getUsableSpace() > 0) {
        throw full;
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
      file.setLength(Math.max(0, file.length() - left));
    }
  }

  /** Takes away what {@link #fill} put there. */
  public void makeRoom() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
    if (holder != null) {
      holder.destroyForcibly().onExit().join();
    } else if (mounted != null) {
      start("umount", mounted.toString()).onExit().join();
    } else {
      Files.delete(folder);
    }
  }
}
