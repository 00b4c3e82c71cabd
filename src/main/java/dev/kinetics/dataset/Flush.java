package dev.kinetics.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Brings what was written to the disk itself, so that it outlives a power cut. */
public final class Flush {
  /**
   * So many files of a folder are flushed at once, since a file system puts several into one step:
   * 250 frames take 15 ms on an ext4 disk and a hundredth of their making, one by one 80 ms.
   */
  private static final int FLUSHED_AT_ONCE = 16;

  private Flush() {}

  /**
   * Flushes what a folder lists to the disk, where the system can do that.
   *
   * @throws IOException when the disk has a fault
   */
  public static void folder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folders, and has no need to flush them.
    }
    try (channel) {
      channel.force(true);
    }
  }

  /**
   * Flushes all files and folders of this one; a link is part of its folder.
   *
   * @throws IOException when the disk has a fault
   */
  static void all(Path whole) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> all = Files.walk(whole)) {
      all.filter(path -> !Files.isSymbolicLink(path))
          .filter(path -> Files.isDirectory(path) || Files.isRegularFile(path))
          .forEach(path -> (Files.isDirectory(path) ? folders : files).add(path));
    }
    files(files);
    for (Path folder : folders) {
      folder(folder);
    }
  }

  /**
   * Flushes these files.
   *
   * @throws IOException when the disk has a fault
   */
  static void files(Collection<Path> files) throws IOException {
    if (files.size() < 2) {
      for (Path file : files) {
        syncFile(file);
      }
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(FLUSHED_AT_ONCE, files.size()), Flush::daemon);
    try {
      List<Future<?>> flushed = new ArrayList<>();
      for (Path file : files) {
        flushed.add(
            threads.submit(
                () -> {
                  syncFile(file);
                  return null;
                }));
      }
      for (Future<?> one : flushed) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while files were flushed");
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flush");
    thread.setDaemon(true);
    return thread;
  }

  private static void syncFile(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      channel.force(true);
    }
  }

  /**
   * What may not be written to any more, as the link to another's clip, is flushed all the same.
   */
  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      return FileChannel.open(file, StandardOpenOption.READ);
    }
  }
}
