package dev.kinetics.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.export.TrackList.Track;
import java.io.ByteArrayOutputStream;
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

  /** Field 1 of Example, Features, Feature's bytes_list and BytesList (tensorflow/core/example). */
  private static final int FIRST = 1;

  private static final int MAP_VALUE = 2;

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
    byte[] samples = head("sound_raw", bytes);
    long length = before.getSerializedSize() + samples.length + bytes + after.getSerializedSize();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(head);
    tag(coded, FIRST, length);
    coded.flush();
    before.writeTo(head);
    head.write(samples);
    open.write(head.toByteArray(), sound.samples(), after.toByteArray());
  }

  private static Feature number(long number) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(number)).build();
  }

  /** The bytes before those of a feature's one value, in an entry of the map of Features. */
  private static byte[] head(String name, long bytes) throws IOException {
    long list = bytes + 1 + CodedOutputStream.computeUInt64SizeNoTag(bytes);
    long feature = list + 1 + CodedOutputStream.computeUInt64SizeNoTag(list);
    long entry =
        feature
            + 1
            + CodedOutputStream.computeUInt64SizeNoTag(feature)
            + CodedOutputStream.computeStringSize(FIRST, name);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(head);
    tag(coded, FIRST, entry);
    coded.writeString(FIRST, name);
    tag(coded, MAP_VALUE, feature);
    tag(coded, FIRST, list);
    tag(coded, FIRST, bytes);
    coded.flush();
    return head.toByteArray();
  }

  private static void tag(CodedOutputStream coded, int field, long length) throws IOException {
    coded.writeTag(field, 2); // a length and as many bytes
    coded.writeUInt64NoTag(length);
  }

  /**
   * Brings the files under their final names, once all of them are on disk. What stood there goes
   * first: killed in between, it leaves a set that lacks files, never one of old and new ones.
   */
  List<Path> finish() throws IOException {
    openUpTo(count() - 1);
    close();
    List<Path> targets = targets(options);
    if (targets.size() > 1) {
      for (Path target : targets) {
        Files.deleteIfExists(target);
      }
    }
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
