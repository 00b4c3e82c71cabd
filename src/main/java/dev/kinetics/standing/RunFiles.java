package dev.kinetics.standing;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The files of runs in a dataset, {@code .kinetics/runs/NAME} with three endings: what it has come
 * to, which clips it has taken on, and one that is locked and beats while it lives.
 */
public final class RunFiles {
  /** So many runs that have ended are remembered. */
  private static final int MOST = 64;

  private static final String STATE = ".json";
  private static final String CLIPS = ".clips";
  private static final String LIVE = ".live";

  private final Path folder;

  public RunFiles(DatasetLayout layout) {
    this.folder = layout.ours().resolve("runs");
  }

  Path folder() {
    return folder;
  }

  /** What is locked while a run takes on its clips. */
  Path lock() {
    return folder.resolve("lock");
  }

  /**
   * Refuses a lock that no run can lock.
   *
   * @throws KineticsException when it is a pipe, a device or a folder
   */
  void requireLock() {
    try {
      PlainFile.require(lock());
    } catch (IOException e) {
      throw KineticsException.badInput(
          e.getMessage() + ", and runs have to lock it: remove it and run the same command again",
          e);
    }
  }

  Path state(String name) {
    return folder.resolve(name + STATE);
  }

  Path clips(String name) {
    return folder.resolve(name + CLIPS);
  }

  Path live(String name) {
    return folder.resolve(name + LIVE);
  }

  /**
   * The names of the runs, the newest first.
   *
   * @throws KineticsException when the folder can't be read
   */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + STATE)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".") && Files.isRegularFile(file)) {
          names.add(name.substring(0, name.length() - STATE.length()));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return names;
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the folder " + folder + " can't be read (" + e.getMessage() + "); look at its rights");
    }
    names.sort(Collections.reverseOrder());
    return names;
  }

  /** What a run says of itself; empty where its file is away or something else. */
  public Optional<RunState> read(String name) {
    try {
      return Optional.of(RunState.read(state(name)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether a run goes on, here or on another machine. */
  public boolean isLive(String name) {
    Path live = live(name);
    try {
      return Files.exists(live) && !RunMark.isAbandoned(live, name);
    } catch (IOException e) {
      return false; // It ended just now.
    }
  }

  /** The clips that a run has taken on, as sorted numbers ({@link Claim}). */
  long[] claimed(String name) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(PlainFile.require(clips(name))));
      long[] numbers = new long[bytes.remaining() / Long.BYTES];
      bytes.asLongBuffer().get(numbers);
      Arrays.sort(numbers);
      return numbers;
    } catch (IOException e) {
      return new long[0];
    }
  }

  void writeClaim(String name, long[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
    bytes.asLongBuffer().put(numbers);
    AtomicFile.write(clips(name), out -> out.write(bytes.array()));
  }

  /** Removes what runs left that ended long ago, as far as it can be. */
  void tidy() {
    try {
      List<String> names = names();
      for (int i = 0; i < names.size(); i++) {
        if (!isLive(names.get(i))) {
          Files.deleteIfExists(clips(names.get(i)));
          Files.deleteIfExists(live(names.get(i)));
          if (i >= MOST) {
            Files.deleteIfExists(state(names.get(i)));
          }
        }
      }
    } catch (IOException | KineticsException e) {
      // The next run tries again.
    }
  }
}
