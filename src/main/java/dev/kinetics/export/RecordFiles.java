package dev.kinetics.export;

import com.google.protobuf.MessageLite;
import dev.kinetics.dataset.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * The files of one set of records, written one after the other into a scratch folder: the first
 * part of the records goes into the first file, and so on, so that reading the files in order gives
 * the order of the metadata.
 */
final class RecordFiles implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final TfRecordsOptions options;
  private final Path scratch;
  private final long tracks;
  private final List<Path> written = new ArrayList<>();
  private TfRecordWriter open;

  /**
   * @param scratch an existing folder on the file system of the output
   * @param tracks how many records there are at most
   */
  RecordFiles(TfRecordsOptions options, Path scratch, long tracks) {
    this.options = options;
    this.scratch = scratch;
    this.tracks = tracks;
  }

  /** Writes the record of a track, the {@code index}-th of all; indices only grow. */
  void write(long index, MessageLite record) throws IOException {
    openUpTo((int) (index * count() / tracks));
    open.write(record);
  }

  /** Brings the files under their final names, once all of them are on disk. */
  List<Path> finish() throws IOException {
    openUpTo(count() - 1);
    close();
    List<Path> targets = targets(options);
    for (int i = 0; i < written.size(); i++) {
      AtomicFile.moveInto(written.get(i), targets.get(i));
    }
    return targets;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      TfRecordWriter last = open;
      open = null;
      last.close();
    }
  }

  /** Where the files end up. */
  static List<Path> targets(TfRecordsOptions options) {
    if (options.shards() == 0) {
      return List.of(options.output());
    }
    List<Path> targets = new ArrayList<>();
    for (int i = 0; i < options.shards(); i++) {
      targets.add(
          options
              .output()
              .resolveSibling(
                  String.format(
                      Locale.ROOT,
                      "%s-%05d-of-%05d",
                      options.output().getFileName(),
                      i,
                      options.shards())));
    }
    return targets;
  }

  private int count() {
    return Math.max(1, options.shards());
  }

  private void openUpTo(int file) throws IOException {
    while (written.size() <= file) {
      close();
      Path next = scratch.resolve("records-" + written.size());
      OutputStream out =
          new BufferedOutputStream(new OnDisk(new FileOutputStream(next.toFile())), BUFFER_BYTES);
      written.add(next);
      open = new TfRecordWriter(options.gzip() ? new GZIPOutputStream(out, BUFFER_BYTES) : out);
    }
  }

  /** A file that is on the disk itself once it is closed. */
  private static final class OnDisk extends FilterOutputStream {
    private final FileOutputStream file;

    OnDisk(FileOutputStream file) {
      super(file);
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      file.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      try (file) {
        file.getFD().sync();
      }
    }
  }
}
