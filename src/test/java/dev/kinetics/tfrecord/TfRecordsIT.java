package dev.kinetics.tfrecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.meta.Metadata;
import dev.kinetics.meta.MetadataWishes;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolResult;
import dev.kinetics.support.Kinetics;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** The records, read back by TensorFlow itself, against what ffmpeg decodes. */
class TfRecordsIT {
  private static final List<String> LABELS =
      List.of("pole vault", "massaging person's head", "punching person (boxing)");
  private static final int TRACKS = 30;

  @TempDir private static Path folder;
  private static Ffmpeg ffmpeg;
  private static DatasetLayout layout;

  /** Clip name → class, in an order that no sorting gives. */
  private static Map<String, String> clips;

  private static Path metadata;
  private static Path classes;

  /** Where each test has its output. */
  private Path made;

  record Sound(String path, long length, byte[] samples, long classIndex) {}

  @BeforeAll
  static void makeTracks() throws Exception {
    ffmpeg = new Tools(new ProcessRunner(), ToolOptions.none()).ffmpeg();
    layout = new DatasetLayout(folder.resolve("dataset"));
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < TRACKS; i++) {
      String name = (i % 5 == 0 ? "--" : i % 5 == 1 ? "-" : "v") + "track" + i;
      String label = LABELS.get(i % LABELS.size());
      Path file = layout.classFolder(Split.TRAIN, label, Kind.SOUND).resolve(name + ".mp3");
      Files.createDirectories(file.getParent());
      int rate = List.of(44_100, 48_000, 22_050, 8_000).get(i % 4);
      // Each its own tone and length; every second one in stereo, as loud as can be.
      String tone = "sin(2*PI*" + (200 + 37 * i) + "*t)";
      run(
          "-f",
          "lavfi",
          "-i",
          "aevalsrc="
              + (i % 2 == 0 ? tone + "*0.5" : tone + "|" + tone)
              + ":s="
              + rate
              + ":d="
              + (0.3 + 0.11 * i),
          "-c:a",
          "libmp3lame",
          "file:" + file);
      all.put(name, label);
    }
    List<String> names = new ArrayList<>(all.keySet());
    Collections.shuffle(names, new Random(4));
    clips = new LinkedHashMap<>();
    names.forEach(name -> clips.put(name, all.get(name)));
    metadata = Files.writeString(folder.resolve("train.json"), json(clips));
    classes =
        Files.writeString(
            folder.resolve("classes.json"),
            "{\"punching person (boxing)\": 7, \"pole vault\": 3, \"massaging person's head\": 0}");
  }

  @BeforeEach
  void makeFolder() throws IOException {
    made = Files.createTempDirectory(folder, "made");
  }

  @Test
  void tensorFlowReadsWhatFfmpegDecodes() throws Exception {
    TfRecords.Result result = pack(options());

    assertThat(result.records()).isEqualTo(TRACKS);
    assertThat(result.leftOut()).isZero();
    assertThat(result.files()).containsExactly(made.resolve("out.tfrecords"));
    assertThat(result.bytes()).isEqualTo(Files.size(made.resolve("out.tfrecords")));
    List<Sound> sounds = tensorFlowReads("", result.files());
    assertSounds(sounds, 22_050);
    assertThat(filesIn(made)).containsExactly("out.tfrecords");
    assertThat(RecordFrames.read(Files.readAllBytes(result.files().get(0)))).hasSize(TRACKS);
  }

  @Test
  void tensorFlowReadsShardsInOrder() throws Exception {
    TfRecords.Result result = pack(with(options(), 4, false, false));

    assertThat(filesIn(made))
        .containsExactly(
            "out.tfrecords-00000-of-00004",
            "out.tfrecords-00001-of-00004",
            "out.tfrecords-00002-of-00004",
            "out.tfrecords-00003-of-00004");
    assertSounds(tensorFlowReads("", result.files()), 22_050);
    for (Path shard : result.files()) {
      assertThat(tensorFlowReads("", List.of(shard))).hasSizeBetween(7, 8);
    }
  }

  @Test
  void tensorFlowReadsGzip() throws Exception {
    TfRecords.Result result = pack(with(options(), 2, true, false));

    assertSounds(tensorFlowReads("GZIP", result.files()), 22_050);
    for (Path shard : result.files()) {
      byte[] plain =
          new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(shard))).readAllBytes();
      assertThat(RecordFrames.read(plain)).hasSize(15);
    }
  }

  @Test
  void keepsToTheSamplingRate() throws Exception {
    TfRecordsOptions options =
        new TfRecordsOptions(
            Split.TRAIN,
            metadata,
            classes,
            made.resolve("out.tfrecords"),
            16_000,
            0,
            false,
            false,
            3,
            null);

    assertSounds(tensorFlowReads("", pack(options).files()), 16_000);
  }

  @Test
  void readsTheMetadataThatMetaWrites() throws Exception {
    DatasetLayout small = new DatasetLayout(made.resolve("dataset"));
    Path track = small.splitFolder(Split.TEST, Kind.SOUND).resolve("-t.mp3");
    Files.createDirectories(track.getParent());
    Files.copy(file(clips.keySet().iterator().next()), track);
    Path prefix = made.resolve("resources/kinetics_sound");
    Metadata.write(
        small,
        LABELS,
        List.of(),
        List.of(),
        MetadataWishes.allOf(Kind.SOUND, Release.DEMO, prefix));

    TfRecords.Result result =
        TfRecords.pack(
            small,
            plain(
                Split.TEST,
                made.resolve("resources/kinetics_sound_3_test.json"),
                made.resolve("resources/kinetics_sound_3_classes.json"),
                small.root().resolve("test.tfrecords")),
            name -> true,
            ffmpeg,
            true);

    assertThat(tensorFlowReads("", result.files()))
        .extracting(Sound::path, Sound::classIndex)
        .containsExactly(tuple(track.toString(), 0L));
    assertThat(
            pack(plain(
                    Split.TRAIN,
                    made.resolve("resources/kinetics_sound_3_train.json"),
                    made.resolve("resources/kinetics_sound_3_classes.json"),
                    made.resolve("empty.tfrecords")))
                .files()
                .get(0))
        .isEmptyFile();
  }

  @Test
  void namesEveryTrackThatIsMissingOrDamaged() throws Exception {
    Path damaged = damagedMetadata();
    Path old = Files.writeString(made.resolve("out.tfrecords"), "old");

    assertThatThrownBy(() -> pack(options(damaged)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("5 of " + (TRACKS + 5) + " tracks")
        .hasMessageContaining("/missing.mp3 (no such file)")
        .hasMessageContaining("/empty.mp3 (")
        .hasMessageContaining("/noise.mp3 (")
        .hasMessageContaining("/playlist.mp3 (")
        .hasMessageContaining("/wave.mp3 (")
        .hasMessageContaining("--skip-missing")
        .extracting(e -> ((KineticsException) e).exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);

    assertThat(old).hasContent("old");
    assertThat(filesIn(made)).containsExactly("damaged.json", "out.tfrecords");
  }

  @Test
  void damagedTracksCostOnlyThemselves() throws Exception {
    TfRecords.Result result = pack(with(options(damagedMetadata()), 0, false, true));

    assertThat(result.records()).isEqualTo(TRACKS);
    assertThat(result.leftOut()).isEqualTo(5);
    assertThat(result.firstLeftOut()).hasSize(5);
    assertSounds(tensorFlowReads("", result.files()), 22_050);
  }

  @Test
  void leavesOutATrackThatIsTooLongForOneRecord() throws Exception {
    Path home = layout.classFolder(Split.TRAIN, "pole vault", Kind.SOUND);
    // 90 s at 768 kHz are 276 MB of samples.
    run(
        "-f",
        "lavfi",
        "-i",
        "anullsrc=r=8000:d=90",
        "-b:a",
        "8k",
        "file:" + home.resolve("long.mp3"));
    String whole = clips.keySet().iterator().next();
    Path names =
        Files.writeString(
            made.resolve("m.json"),
            "{\"long\": \"pole vault\", \"%s\": \"%s\"}".formatted(whole, clips.get(whole)));
    Path output = made.resolve("out.tfrecords");

    TfRecords.Result result =
        pack(
            new TfRecordsOptions(
                Split.TRAIN, names, classes, output, 768_000, 0, false, true, 1, null));

    assertThat(result.records()).isEqualTo(1);
    assertThat(result.firstLeftOut())
        .containsExactly(home.resolve("long.mp3") + " (too long for one record)");
  }

  @Test
  void aTrackLargerThanTheMemoryIsStreamed() throws Exception {
    Path home = layout.classFolder(Split.TRAIN, "pole vault", Kind.SOUND);
    // Ten minutes at 48 kHz are 115 MB of samples.
    run(
        "-f",
        "lavfi",
        "-i",
        "aevalsrc=0.5*sin(2*PI*440*t):s=16000:d=600",
        "-b:a",
        "16k",
        "file:" + home.resolve("hour.mp3"));
    Path names = Files.writeString(made.resolve("m.json"), "{\"hour\": \"pole vault\"}");
    Path output = made.resolve("out.tfrecords");

    Kinetics.Result result =
        Kinetics.in(made)
            .withJavaOptions("-Xmx64m")
            .run(
                "tfrecords",
                "train",
                names.toString(),
                classes.toString(),
                output.toString(),
                "--sampling-rate",
                "48000",
                "--dataset-dir",
                layout.root().toString());

    assertThat(result.exitCode()).as("%s", result).isZero();
    List<Sound> sounds = tensorFlowReads("", List.of(output));
    assertThat(sounds).hasSize(1);
    assertThat(sounds.get(0).length()).isBetween(600 * 48_000L, 601 * 48_000L);
    assertThat(sounds.get(0).samples()).hasSize((int) sounds.get(0).length() * Float.BYTES);
    assertThat(sounds.get(0).classIndex()).isEqualTo(3);
  }

  @Test
  void makesNoFileOfMissingTracksAlone() throws Exception {
    Path nothing = Files.writeString(made.resolve("m.json"), "{\"missing\": \"pole vault\"}");

    assertThatThrownBy(() -> pack(with(options(nothing), 0, false, true)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("1 of 1 track is missing");
    assertThat(filesIn(made)).containsExactly("m.json");
  }

  @Test
  void refusesAnOutputThatIsAFolder() throws Exception {
    Files.createDirectories(made.resolve("out.tfrecords-00001-of-00002"));

    assertThatThrownBy(() -> pack(with(options(), 2, false, false)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("out.tfrecords-00001-of-00002 is a folder");
    assertThat(filesIn(made)).containsExactly("out.tfrecords-00001-of-00002");
  }

  /** The metadata of all tracks, and among them some that are none. */
  private Path damagedMetadata() throws Exception {
    Path home = layout.classFolder(Split.TRAIN, "pole vault", Kind.SOUND);
    Path whole = file(clips.keySet().iterator().next());
    byte[] noise = new byte[5_000];
    new Random(9).nextBytes(noise);
    Files.write(home.resolve("noise.mp3"), noise);
    Files.write(home.resolve("empty.mp3"), new byte[0]);
    Files.writeString(home.resolve("playlist.mp3"), "ffconcat version 1.0\nfile '" + whole + "'\n");
    run("-i", "file:" + whole, "-f", "wav", "file:" + home.resolve("wave.mp3"));
    Map<String, String> mixed = new LinkedHashMap<>();
    List<String> odd = List.of("empty", "missing", "noise", "playlist", "wave");
    int i = 0;
    for (Map.Entry<String, String> clip : clips.entrySet()) {
      if (i % 6 == 3) {
        mixed.put(odd.get(i / 6), "pole vault");
      }
      mixed.put(clip.getKey(), clip.getValue());
      i++;
    }
    return Files.writeString(made.resolve("damaged.json"), json(mixed));
  }

  private void assertSounds(List<Sound> sounds, int samplingRate) throws Exception {
    assertThat(sounds)
        .extracting(Sound::path)
        .containsExactlyElementsOf(clips.keySet().stream().map(c -> file(c).toString()).toList());
    int i = 0;
    for (Map.Entry<String, String> clip : clips.entrySet()) {
      Sound sound = sounds.get(i++);
      assertThat(sound.classIndex())
          .isEqualTo(
              Map.of("punching person (boxing)", 7L, "pole vault", 3L, LABELS.get(1), 0L)
                  .get(clip.getValue()));
      float[] samples = floats(sound.samples());
      float[] expected = decodedAlone(file(clip.getKey()), samplingRate);
      assertThat(sound.length()).isEqualTo(samples.length);
      assertThat(samples).hasSameSizeAs(expected);
      float loudest = 0;
      for (int s = 0; s < samples.length; s++) {
        assertThat(samples[s]).isCloseTo(expected[s], within(1e-5f));
        loudest = Math.max(loudest, Math.abs(samples[s]));
      }
      boolean stereo = Integer.parseInt(clip.getKey().replaceAll("\\D", "")) % 2 == 1;
      // Encoding overshoots a little where a tone begins and ends.
      assertThat(loudest).isBetween(stereo ? 0.9f : 0.45f, stereo ? 1.25f : 0.65f);
    }
  }

  /** One file, one process, both channels; their mean is taken here. */
  private static float[] decodedAlone(Path file, int samplingRate) throws Exception {
    int channels = Integer.parseInt(file.toString().replaceAll(".*track(\\d+).mp3", "$1")) % 2 + 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolResult result =
        ffmpeg.run(
            List.of(
                "-i",
                "file:" + file,
                "-f",
                "f32le",
                "-ac",
                Integer.toString(channels),
                "-ar",
                Integer.toString(samplingRate),
                "-"),
            out);
    assertThat(result.ok()).as(result.errors()).isTrue();
    float[] all = floats(out.toByteArray());
    float[] mean = new float[all.length / channels];
    for (int i = 0; i < all.length; i++) {
      mean[i / channels] += all[i] / channels;
    }
    return mean;
  }

  private static float[] floats(byte[] bytes) {
    FloatBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  private static List<Sound> tensorFlowReads(String compression, List<Path> files) {
    List<Sound> sounds = new ArrayList<>();
    TensorFlowRecords.read(files, compression, (tf, record) -> sounds.add(parsed(tf, record)));
    return sounds;
  }

  private static Sound parsed(Ops tf, Operand<TString> record) {
    // No defaults: a feature that is not there is an error.
    Constant<TString> noText =
        tf.constantOf(TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0))));
    Constant<TInt64> noNumber = tf.constant(new long[0]);
    ParseExample example =
        tf.io.parseExample(
            tf.expandDims(record, tf.constant(0)),
            noText,
            noText,
            tf.array("path", "length", "sound_raw", "cls_id"),
            noText,
            List.of(noText, noNumber, noText, noNumber),
            0L,
            List.of(),
            List.of(),
            List.of(),
            List.of(Shape.scalar(), Shape.scalar(), Shape.scalar(), Shape.scalar()));
    TString path = (TString) example.denseValues().get(0).asTensor();
    TInt64 length = (TInt64) example.denseValues().get(1).asTensor();
    TString samples = (TString) example.denseValues().get(2).asTensor();
    TInt64 classIndex = (TInt64) example.denseValues().get(3).asTensor();
    return new Sound(
        new String(path.asBytes().getObject(0), StandardCharsets.UTF_8),
        length.getLong(0),
        samples.asBytes().getObject(0),
        classIndex.getLong(0));
  }

  private TfRecordsOptions options() {
    return options(metadata);
  }

  private TfRecordsOptions options(Path names) {
    return plain(Split.TRAIN, names, classes, made.resolve("out.tfrecords"));
  }

  private static TfRecords.Result pack(TfRecordsOptions options) throws InterruptedException {
    return TfRecords.pack(layout, options, name -> true, ffmpeg, true);
  }

  private static Path file(String name) {
    return layout.classFolder(Split.TRAIN, clips.get(name), Kind.SOUND).resolve(name + ".mp3");
  }

  private static void run(String... arguments) throws InterruptedException {
    ToolResult result = ffmpeg.run(Arrays.asList(arguments));
    assertThat(result.ok()).as(result.errors()).isTrue();
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String json(Map<String, String> mapping) {
    return mapping.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\": \"" + entry.getValue() + "\"")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  @Test
  void refusesAnOutputThatIsADevice() throws Exception {
    Path link = Files.createSymbolicLink(made.resolve("null"), Path.of("/dev/null"));

    assertThatThrownBy(() -> pack(plain(Split.TRAIN, metadata, classes, link)))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("null is a folder, a device or a pipe");
    assertThat(link).isSymbolicLink();
  }

  /** One plain file at the original scripts' sampling rate, with a decoder a core. */
  static TfRecordsOptions plain(Split split, Path metadata, Path classes, Path output) {
    return new TfRecordsOptions(
        split,
        metadata,
        classes,
        output,
        TfRecordsOptions.DEFAULT_SAMPLING_RATE,
        0,
        false,
        false,
        Runtime.getRuntime().availableProcessors(),
        null);
  }

  /** The same, in so many files, compressed or not, with or without what can't be decoded. */
  private static TfRecordsOptions with(
      TfRecordsOptions o, int files, boolean gzip, boolean skipMissing) {
    return new TfRecordsOptions(
        o.split(),
        o.metadata(),
        o.classes(),
        o.output(),
        o.samplingRate(),
        files,
        gzip,
        skipMissing,
        o.workers(),
        o.indexing());
  }
}
