package dev.kinetics.format;

import com.google.protobuf.ByteString;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.export.ClipFault;
import dev.kinetics.export.ClipReader;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.ExportWriter;
import dev.kinetics.export.Sample;
import dev.kinetics.media.JpegFiles;
import dev.kinetics.pass.FrameStyle;
import dev.kinetics.pass.Pass;
import dev.kinetics.tfrecord.MessageHeads;
import dev.kinetics.tfrecord.TfRecordWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FeatureList;
import org.tensorflow.proto.FeatureLists;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Writes one file of records, each a {@code SequenceExample} of a clip. Its context: {@code
 * clip/label/index}, {@code clip/label/text}, {@code video/filename} (below the dataset's folder),
 * {@code clip/start/timestamp} and {@code clip/end/timestamp} (microseconds in the video). Its
 * lists: {@code image/encoded}, a step a picture, one JPEG each; {@code WAVEFORM/feature/floats},
 * one step of all samples, mono; {@code melspec/feature/floats}, a step a second.
 */
final class SequenceWriter implements ExportWriter<Sample> {
  private final ExportJob job;
  private final DmvrFormat format;
  private final Path scratch;
  private final ClipReader clips;
  private final TfRecordWriter records;
  private final MelSpectrogram melspec;

  SequenceWriter(ExportJob job, DmvrFormat format, Path file, Path scratch) throws IOException {
    this.job = job;
    this.format = format;
    this.scratch = scratch;
    this.clips = new ClipReader(job, scratch);
    this.records = TfRecordWriter.to(file, false);
    this.melspec = format.melspec() ? new MelSpectrogram() : null;
  }

  @Override
  public void write(Sample sample) throws IOException, InterruptedException {
    Path pictures = scratch.resolve("pictures");
    Path sound = scratch.resolve("sound.f32");
    Path forMelspec = scratch.resolve("melspec.f32");
    decode(sample, pictures, sound, forMelspec);
    FeatureLists.Builder others = FeatureLists.newBuilder();
    if (format.soundRate() > 0) {
      others.putFeatureList(
          "WAVEFORM/feature/floats",
          FeatureList.newBuilder().addFeature(floats(read(sound))).build());
    }
    if (melspec != null) {
      FeatureList.Builder steps = FeatureList.newBuilder();
      melspec.of(read(forMelspec)).forEach(step -> steps.addFeature(floats(step)));
      others.putFeatureList("melspec/feature/floats", steps.build());
    }
    byte[] context = context(sample).toByteArray();
    byte[] after = others.build().toByteArray();
    long bytes = Files.size(pictures);
    byte[] list = MessageHeads.mapEntry("image/encoded", bytes);
    byte[] before =
        MessageHeads.join(
            MessageHeads.field(1, context.length), // SequenceExample's context
            context,
            MessageHeads.field(2, list.length + bytes + after.length), // and its feature_lists
            list);
    records.write(before, pictures, after);
  }

  /** One ffmpeg makes the pictures and the sound; neither is held in memory. */
  private void decode(Sample sample, Path pictures, Path sound, Path forMelspec)
      throws IOException, InterruptedException {
    FrameStyle style =
        new FrameStyle(format.shortSide(), format.framesPerSecond(), format.quality());
    List<Pass.Output> outputs = new ArrayList<>(List.of(new Pass.Jpegs(style, null)));
    if (format.soundRate() > 0) {
      outputs.add(new Pass.Samples(sound, format.soundRate()));
    }
    if (melspec != null) {
      outputs.add(new Pass.Samples(forMelspec, MelSpectrogram.SAMPLING_RATE));
    }
    clips.run(
        sample,
        Pass.Sound.AS_IT_IS,
        outputs,
        pass -> {
          try (OutputStream out =
              new BufferedOutputStream(Files.newOutputStream(pictures), 1 << 16)) {
            return pass.run(
                job.tools().ffmpeg(), new JpegFiles((n, picture) -> writeStep(picture, out)));
          }
        });
    if (Files.size(pictures) == 0) {
      throw new ClipFault(sample, "gives no picture at this --fps", "it is too short");
    }
  }

  /** A FeatureList's next feature, its bytes_list, and the one value of that. */
  private static void writeStep(ByteArrayOutputStream picture, OutputStream out)
      throws IOException {
    long size = picture.size();
    long list = MessageHeads.sized(1, size);
    out.write(MessageHeads.field(1, MessageHeads.sized(1, list)));
    out.write(MessageHeads.field(1, list));
    out.write(MessageHeads.field(1, size));
    picture.writeTo(out);
  }

  private Features context(Sample sample) {
    Clip clip = sample.clip();
    Path file =
        job.layout().root().relativize(job.layout().path(clip, Kind.VIDEO, sample.ending()));
    return Features.newBuilder()
        .putFeature("clip/label/index", number(sample.index()))
        .putFeature("clip/label/text", text(clip.label()))
        .putFeature("video/filename", text(file.toString().replace(File.separatorChar, '/')))
        .putFeature("clip/start/timestamp", number(clip.startMillis() * 1000))
        .putFeature("clip/end/timestamp", number(clip.endMillis() * 1000))
        .build();
  }

  private static Feature number(long number) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(number)).build();
  }

  private static Feature text(String text) {
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8(text)))
        .build();
  }

  private static Feature floats(float[] values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static float[] read(Path samples) throws IOException {
    FloatBuffer buffer =
        ByteBuffer.wrap(Files.readAllBytes(samples)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
