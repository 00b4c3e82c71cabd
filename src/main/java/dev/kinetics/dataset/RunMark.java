package dev.kinetics.dataset;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a run marks the files that are its own while it lives, on a folder that many runs may share:
 * by a name that no other run has and that sorts by time, and by a lock.
 */
public final class RunMark {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Locks do not reach other machines on every file system: their files must have rested so long.
   */
  private static final Duration FOREIGN_REST = Duration.ofDays(1);

  private static final Duration BIRTH = Duration.ofMinutes(1);

  private RunMark() {}

  /** A new name: time, machine, process and a random number. */
  public static String newName() {
    return String.format(
        "%s-%s-%d-%08x",
        TIME.format(Instant.now()),
        host(),
        ProcessHandle.current().pid(),
        ThreadLocalRandom.current().nextInt());
  }

  /**
   * Makes an empty file and locks it for as long as it is open. Something has to be written to it
   * before others can tell a run that has ended. (Not a channel: an interrupted thread that writes
   * to one closes it for all.)
   *
   * @throws IOException when it can't be made
   */
  public static RandomAccessFile create(Path file) throws IOException {
    Files.createFile(file);
    RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw");
    try {
      made.getChannel().tryLock();
    } catch (IOException e) {
      // A file system without locks: the file's age protects it.
    }
    return made;
  }

  /**
   * Whether the run that made this file has ended.
   *
   * @throws IOException when the file can't be looked at
   */
  public static boolean isAbandoned(Path file, String markedName) throws IOException {
    if (!markedName.contains("-" + host() + "-")) {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      return changed.isBefore(Instant.now().minus(FOREIGN_REST));
    }
    if (Files.size(file) == 0) {
      // Whoever makes it writes to it only when it is locked, and may be just about to lock it.
      return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(BIRTH));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9]", "_");
    } catch (UnknownHostException e) {
      return "host";
    }
  }
}
