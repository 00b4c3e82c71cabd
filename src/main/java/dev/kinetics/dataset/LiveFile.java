package dev.kinetics.dataset;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that shows that its run lives: it is locked, and beats. A beat writes the file's last byte
 * once more, which changes nothing but its time, and that by the clock of the file system: other
 * machines see it where locks do not reach them, whatever their own clocks say.
 */
public final class LiveFile implements AutoCloseable {
  static final Duration BEAT = Duration.ofMinutes(1);

  /**
   * What this process holds open. It is the process's as its locks are: POSIX takes all of them
   * from a file as soon as the process closes that once (fcntl(2)), and so nobody in it may look.
   */
  private static final Set<Object> OWN = ConcurrentHashMap.newKeySet();

  private final RandomAccessFile file;
  private final Object key;
  private final Thread heart;

  private LiveFile(RandomAccessFile file, Object key, Duration beat) {
    this.file = file;
    this.key = key;
    this.heart = new Thread(() -> beat(beat), "heart");
    this.heart.setDaemon(true);
  }

  /**
   * Makes an empty file and locks it for as long as it is open. Something has to be written to it
   * before others can tell a run that has ended.
   *
   * @throws IOException when it can't be made
   */
  public static LiveFile create(Path path) throws IOException {
    return create(path, BEAT);
  }

  static LiveFile create(Path path, Duration beat) throws IOException {
    Files.createFile(path);
    // Not a channel of its own: an interrupted thread that writes to one closes it for all.
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.getChannel().tryLock();
    } catch (IOException e) {
      // A file system without locks: the beats protect it.
    }
    LiveFile made = new LiveFile(file, key(path), beat);
    OWN.add(made.key);
    made.heart.start();
    return made;
  }

  /** Whether this process holds the file open. */
  static boolean isOwn(Path path) throws IOException {
    return OWN.contains(key(path));
  }

  /** The file itself, by whatever path it is reached; the path where the system tells no more. */
  private static Object key(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path.toAbsolutePath().normalize() : key;
  }

  /**
   * Adds bytes, all of them or none.
   *
   * @throws IOException when they can't be written
   */
  public synchronized void append(byte[] bytes) throws IOException {
    long whole = file.length();
    try {
      file.seek(whole);
      file.write(bytes);
    } catch (IOException e) {
      // Half a line, as on a full disk, would spoil the next one that there is room for.
      file.setLength(whole);
      throw e;
    }
  }

  private void beat(Duration beat) {
    try {
      while (true) {
        Thread.sleep(beat.toMillis());
        beatOnce();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void beatOnce() {
    try {
      long last = file.length() - 1;
      if (last >= 0) {
        file.seek(last);
        int value = file.read();
        file.seek(last);
        file.write(value);
      }
    } catch (IOException e) {
      // A disk that is away for a while: the next beat may reach it.
    }
  }

  /**
   * Flushes what was written to the disk and ends the beats.
   *
   * @throws IOException when the disk has a fault
   */
  @Override
  public void close() throws IOException {
    heart.interrupt();
    synchronized (this) {
      try (file) {
        file.getFD().sync();
      } finally {
        OWN.remove(key);
      }
    }
  }
}
