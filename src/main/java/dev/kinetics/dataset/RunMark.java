package dev.kinetics.dataset;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a run marks the files that are its own while it lives, on a folder that many runs may share:
 * by a name that no other run has and that sorts by time, and by a lock.
 */
public final class RunMark {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern NAME =
      Pattern.compile("[0-9TZ.]+-(?<host>[A-Za-z0-9_]+)-(?<process>\\d{1,10})-");

  /** Locks do not reach other machines on every file system: ten beats are long enough a rest. */
  private static final Duration STOPPED_BEATING = LiveFile.BEAT.multipliedBy(10);

  static final Duration BIRTH = Duration.ofMinutes(1);

  private RunMark() {}

  /** Whether a run may have named something so; what is called otherwise is somebody else's. */
  static boolean isName(String name) {
    return NAME.matcher(name).lookingAt();
  }

  /** A new name: time, machine, process and a random number. */
  public static String newName() {
    return String.format(
        "%s-%s-%d-%08x",
        TIME.format(Instant.now()),
        machine(),
        ProcessHandle.current().pid(),
        ThreadLocalRandom.current().nextInt());
  }

  /**
   * Whether the run that made this file has ended. As long as it is locked it lives. Not locked, it
   * has ended when its process on this machine is dead, or it has not beaten for ten minutes
   * ({@link LiveFile}): on another machine locks may not reach, and on this one they go easily.
   *
   * @throws IOException when the file can't be looked at
   */
  public static boolean isAbandoned(Path file, String markedName) throws IOException {
    Matcher mark = NAME.matcher(markedName);
    boolean here = isHere(mark);
    if (LiveFile.isOwn(file)) {
      return false; // To look would unlock it: a lock goes with any channel of its process.
    }
    if (Files.size(file) == 0) {
      // Whoever makes it writes to it only when it is locked, and may be just about to lock it.
      return hasRested(file, here ? BIRTH : STOPPED_BEATING) || isDead(mark);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      // Locked, it lives, wherever that is; not locked, it may still live on another machine, or
      // have read what it writes, by which its lock went.
      return lock != null
          && (isDead(mark) || isThisProcess(mark) || hasRested(file, STOPPED_BEATING));
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (AccessDeniedException e) {
      return hasRested(file, STOPPED_BEATING);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A file system without locks.
      return isDead(mark) || hasRested(file, STOPPED_BEATING);
    }
  }

  /**
   * Whether the run that made this folder, and no lock in it, has ended: one that is being born has
   * made the folder first.
   *
   * @throws IOException when the folder can't be looked at
   */
  static boolean isStillborn(Path folder) throws IOException {
    return hasRested(folder, BIRTH) || isDead(NAME.matcher(folder.getFileName().toString()));
  }

  /** Earlier versions told machines by their names alone. */
  private static boolean isHere(Matcher mark) {
    return mark.lookingAt() && Set.of(machine(), host()).contains(mark.group("host"));
  }

  private static boolean isThisProcess(Matcher mark) {
    return isHere(mark) && Long.parseLong(mark.group("process")) == ProcessHandle.current().pid();
  }

  private static boolean isDead(Matcher mark) {
    return isHere(mark) && !isProgram(Long.parseLong(mark.group("process")));
  }

  /** Whether a process runs a program: threads of Linux's kernel, and the dead, run none. */
  private static boolean isProgram(long process) {
    if (ProcessHandle.of(process).isEmpty()) {
      return false;
    }
    try {
      return Files.readAllBytes(Path.of("/proc/" + process + "/cmdline")).length > 0;
    } catch (IOException e) {
      return true; // Another system's, or hidden from us.
    }
  }

  /** By the clock of the file system, which may be another machine's. */
  static boolean hasRested(Path file, Duration rest) throws IOException {
    if (rest.isZero()) {
      return true;
    }
    Instant changed = Files.getLastModifiedTime(file).toInstant();
    return changed.isBefore(now(file.toAbsolutePath().getParent()).minus(rest));
  }

  /**
   * The time by the clock of a folder's file system, which may be another machine's; by ours where
   * nothing can be written.
   */
  public static Instant now(Path folder) {
    try {
      Path witness = Files.createTempFile(folder, ".now", AtomicFile.PARTIAL_ENDING);
      try {
        return Files.getLastModifiedTime(witness).toInstant();
      } finally {
        Files.deleteIfExists(witness);
      }
    } catch (IOException e) {
      return Instant.now(); // A folder that is read only.
    }
  }

  /**
   * What tells this machine from others, also of the same name: containers and copies of one image
   * are often called alike. Process numbers count in their own namespace alone.
   */
  private static String machine() {
    return String.format("%s_%08x", host(), Objects.hash(id(), processNamespace()));
  }

  /** See machine-id(5); empty where there is none. */
  private static String id() {
    try {
      return Files.readString(Path.of("/etc/machine-id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String processNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Its name; where it does not resolve, one that no other run has. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9]", "_");
    } catch (UnknownHostException e) {
      return String.format("unnamed%08x", ThreadLocalRandom.current().nextInt());
    }
  }
}
