package dev.kinetics.tfrecord;

import com.google.protobuf.ByteString;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.export.ExportWriter;
import dev.kinetics.tfrecord.TrackList.Track;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

/**
 * Writes the records of {@code kinetics tfrecords}, each an {@code Example}: the first part of them
 * into the first file, and so on, so that reading the files in order gives the order of the
 * metadata.
 */
final class ExampleWriter implements ExportWriter<ExampleWriter.Sound> {

  /**
   * A track and what it sounds like.
   *
   * @param index its place among all tracks of the metadata; places only grow
   * @param samples a file of little-endian float32 samples
   */
  record Sound(long index, Track track, Path samples) {}

  private final TfRecordsOptions options;
  private final Path scratch;
  private final long tracks;
  private final List<Path> written = new ArrayList<>();
  private TfRecordWriter open;

  /**
   * @param scratch an existing folder on the file system of the output
   * @param tracks how many records there are at most
   */
  ExampleWriter(TfRecordsOptions options, Path scratch, long tracks) {
    this.options = options;
    this.scratch = scratch;
    this.tracks = tracks;
  }

  @Override
  public void write(Sound sound) throws IOException {
    openUpTo((int) (sound.index() * count() / tracks));
    long bytes = Files.size(sound.samples());
    String path = sound.track().file().toString().replace(File.separatorChar, '/');
    Features before =
        Features.newBuilder()
            .putFeature(
                "path",
                Feature.newBuilder()
                    .setBytesList(
                        BytesList.newBuilder()
                            .addValue(ByteString.copyFrom(path, StandardCharsets.UTF_8)))
                    .build())
            .putFeature("length", number(bytes / Float.BYTES))
            .build();
    Features after =
        Features.newBuilder().putFeature("cls_id", number(sound.track().classIndex())).build();
    // The samples go from file to file: a long track would not fit into memory as a message.
    long list = MessageHeads.sized(1, bytes);
    byte[] samples =
        MessageHeads.join(
            MessageHeads.mapEntry("sound_raw", MessageHeads.sized(1, list)),
            MessageHeads.field(1, list), // Feature's bytes_list
            MessageHeads.field(1, bytes)); // BytesList's value
    long length = before.getSerializedSize() + samples.length + bytes + after.getSerializedSize();
    byte[] head = MessageHeads.field(1, length); // Example's features
    open.write(
        MessageHeads.join(head, before.toByteArray(), samples),
        sound.samples(),
        after.toByteArray());
  }

  private static Feature number(long number) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(number)).build();
  }

  /**
   * Brings the files under their final names, once all of them are on disk: killed in between, it
   * leaves a set that lacks files, never one of old and new ones.
   */
  List<Path> finish() throws IOException {
    openUpTo(count() - 1);
    close();
    List<Path> targets = targets(options);
    AtomicFile.moveSetInto(written, targets);
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
      String name = options.output().getFileName().toString();
      targets.add(
          options.output().resolveSibling(TfRecordWriter.shardName(name, i, options.shards())));
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
      written.add(next);
      open = TfRecordWriter.to(next, options.gzip());
    }
  }
}
