package dev.kinetics.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.Python;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import dev.kinetics.tfrecord.TensorFlowRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.io.ParseSequenceExample;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Exports of a dataset with all that makes trouble, read back by the readers themselves where they
 * can be had: torchvision, TensorFlow.
 */
class ExportIT {
  private static final int KILLS = Math.max(3, Integer.getInteger("soak.kills", 4) / 3);
  private static final int SECONDS = 4;
  private static final List<String> LABELS =
      List.of("massaging person's head", "pole vault", "punching person (boxing)", "training dog");

  /** What published models count. */
  private static final List<String> OF_400 = ClassCatalog.of(Release.KINETICS_400).classes();

  @TempDir private static Path home;

  /** A clip of the dataset. */
  private record Made(String split, String label, String id, int start, String file) {
    String key() {
      return String.format("%s_%06d_%06d", id, start, start + SECONDS);
    }
  }

  private static final List<Made> CLIPS = new ArrayList<>();

  @BeforeAll
  static void makeDataset() throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    add(list, "train", "pole vault", "--vaulting1", 0, Media.MP4, "--vaulting1.mp4");
    add(list, "train", "pole vault", "--vaulting1", 20, Media.MP4, "--vaulting1_000020_000024.mp4");
    add(list, "train", "massaging person's head", "massaging_1", 5, Media.PORTRAIT, null);
    add(
        list,
        "train",
        "massaging person's head",
        "massaging_2",
        10,
        Media.MP4,
        "massaging_2.mp4.gz");
    add(list, "train", "punching person (boxing)", "punching-1.", 15, Media.MP4_SILENT, null);
    add(list, "train", "training dog", "dogtraining", 0, Media.MP4, null);
    add(list, "validate", "pole vault", "vaulting--2", 0, Media.MP4, null);
    add(list, "validate", "massaging person's head", "massaging_3", 25, Media.MP4, null);
    add(list, "validate", "punching person (boxing)", "punching--2", 0, Media.MP4, null);
    add(list, "test", "pole vault", "testvaulted", 0, Media.MP4, "testvaulted.mp4");
    // Two seconds of pictures before its start, which an edit list hides.
    add(list, "train", "pole vault", "hiddenstart", 12, Media.MP4, null);
    list.append("pole vault,neverfetchd,3,7,train\n");
    // A download that was cut off, and a file that is none.
    list.append("pole vault,brokenclip1,3,7,train\n");
    list.append("pole vault,brokenclip2,3,7,train\n");
    for (int i = 3; i <= 6; i++) {
      list.append("pole vault,brokenclip").append(i).append(",3,7,train\n");
    }
    Files.writeString(home.resolve("list.csv"), list);
    Path folder = home.resolve("dataset/train/pole_vault");
    byte[] whole = Files.readAllBytes(folder.resolve("--vaulting1.mp4"));
    Files.write(folder.resolve("brokenclip1.mp4"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(folder.resolve("brokenclip2.mp4"), "<html>");
    // Others made these: empty, cut off in gzip, and in a container that only decoding tells of.
    Files.createFile(folder.resolve("brokenclip3.mp4"));
    try (GZIPOutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("brokenclip4.mp4.gz")))) {
      out.write(whole, 0, whole.length / 2);
    }
    Path pieces = home.resolve("pieces.mp4");
    TestTools.ffmpeg(
        List.of(
            "-i",
            folder.resolve("--vaulting1.mp4").toString(),
            "-c",
            "copy",
            "-movflags",
            "+frag_keyframe+empty_moov",
            pieces.toString()));
    byte[] fragments = Files.readAllBytes(pieces);
    Files.write(
        folder.resolve("brokenclip5.mp4"), Arrays.copyOf(fragments, fragments.length * 2 / 3));
    Files.createDirectory(folder.resolve("brokenclip6.mp4"));
  }

  private static void add(
      StringBuilder list,
      String split,
      String label,
      String id,
      int start,
      Media media,
      String name)
      throws IOException {
    String made = id.replace(".", "1");
    String folder =
        switch (split) {
          case "train" -> "train/" + label.replace(' ', '_');
          case "validate" -> "valid/" + label.replace(' ', '_');
          default -> "test";
        };
    String file = folder + "/" + (name == null ? made + ".mp4" : name);
    list.append(String.join(",", label, made, "" + start, "" + (start + SECONDS), split))
        .append('\n');
    CLIPS.add(new Made(split, label, made, start, file));
    Path target = home.resolve("dataset").resolve(file);
    Files.createDirectories(target.getParent());
    Path plain = home.resolve("plain.mp4");
    TestTools.ffmpeg(
        List.of(
            "-ss",
            "" + start,
            "-i",
            media.file().toString(),
            "-t",
            "" + SECONDS,
            "-c",
            "copy",
            "-movflags",
            "+faststart",
            plain.toString()));
    if (file.endsWith(".gz")) {
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
        Files.copy(plain, out);
      }
    } else {
      Files.copy(plain, target);
    }
  }

  private static Kinetics.Result export(int exitCode, String... arguments) {
    Kinetics.Result result = Kinetics.in(home).run(command(arguments));
    assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
    return result;
  }

  private static String[] command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("export"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--annotations", "list.csv", "--num-workers", "2", "--quiet"));
    return all.toArray(String[]::new);
  }

  private static List<Made> withLabel() {
    return CLIPS.stream().filter(clip -> !clip.split().equals("test")).toList();
  }

  /** Whether every reader can take the file as it is. */
  private static boolean isPlain(Made clip) {
    return !clip.file().endsWith(".gz") && !clip.id().equals("hiddenstart");
  }

  /** What an edit list hides of a file's picture, in seconds. */
  private static double hidden(Path file) throws IOException {
    return Mp4Structure.read(file).orElseThrow().picture().orElseThrow().hiddenSeconds();
  }

  private static List<Made> clips(String split) {
    return CLIPS.stream().filter(clip -> clip.split().equals(split)).toList();
  }

  @Test
  void torchvisionReadsATree() throws Exception {
    Kinetics.Result refused = export(2, "tree", "--out", "refused");
    assertThat(refused.err()).contains("valid lacks 1 of the classes, such as 'training dog'");
    assertThat(home.resolve("refused")).doesNotExist();
    List<String> three = new ArrayList<>(List.of("tree", "--out", "tree", "--classes"));
    three.addAll(LABELS.subList(0, 3));

    Kinetics.Result result = export(1, three.toArray(String[]::new));

    assertThat(result.out())
        .contains("left out, not there: 1", "left out, not whole: 5", "left out, can't be read: 1");
    String script = script("torchvision_kinetics.py");
    for (String split : List.of("train", "val")) {
      List<String> lines = Python.run(script, home.resolve("tree").toString(), split);
      JsonNode classes = json(lines.get(0).replaceFirst("^classes ", ""));
      assertThat(classes)
          .extracting(JsonNode::asText)
          .containsExactly("massaging_person's_head", "pole_vault", "punching_person_(boxing)");
      Map<String, String> read = new TreeMap<>();
      for (String line : lines.subList(1, lines.size())) {
        JsonNode clip = json(line.replaceFirst("^clip ", ""));
        assertThat(clip.get(2).get(0).asInt()).isEqualTo(5);
        read.put(clip.get(0).asText(), LABELS.get(clip.get(1).asInt()) + clip.get(3));
      }
      Map<String, String> made = new TreeMap<>();
      for (Made clip : clips(split.equals("val") ? "validate" : split)) {
        if (!clip.label().equals("training dog")) {
          String name = clip.file().replaceFirst("^[^/]*/", "/" + split + "/").replace(".gz", "");
          made.put(name, clip.label() + !clip.id().startsWith("punching-11"));
        }
      }
      assertThat(read).isEqualTo(made);
    }
    assertThat(json(Files.readString(home.resolve("tree/label2id.json"))))
        .isEqualTo(
            json(
                "{\"massaging person's head\":0,\"pole vault\":1,\"punching person (boxing)\":2}"));
  }

  @Test
  void listsNameEachClipOnceByAnAbsolutePath() throws Exception {
    export(1, "lists", "--out", "lists");

    Path lists = home.resolve("lists");
    Map<String, Integer> indices = new TreeMap<>();
    for (String split : List.of("train", "val", "test")) {
      String content = Files.readString(lists.resolve(split + ".csv"));
      // PySlowFast splits a line at each blank and takes an empty line for a clip; pandas
      // (VideoMAE,
      // V-JEPA) takes quotes away; PyTorchVideo splits at the last white space; DALI wants an
      // index.
      assertThat(content).endsWith("\n").doesNotContain("\n\n", "\r", "\"");
      for (String line : content.lines().toList()) {
        String[] words = line.split(" ", -1);
        assertThat(words).hasSize(2);
        assertThat(Path.of(words[0])).isAbsolute().isRegularFile();
        assertThat(Files.size(Path.of(words[0])))
            .as("V-JEPA skips smaller files")
            .isGreaterThan(1024);
        if (!split.equals("test")) {
          assertThat(indices.put(words[0], Integer.parseInt(words[1]))).isNull();
        }
      }
    }
    assertThat(lists.resolve("test.csv")).hasSameTextualContentAs(lists.resolve("val.csv"));
    assertThat(Files.readString(lists.resolve("pretrain.csv")))
        .isEqualTo(Files.readString(lists.resolve("train.csv")).replaceAll("(?m) \\d+$", " 0 -1"));
    assertThat(indices).hasSize(10);
    // The compressed clip is read from the export, all others where they lie.
    for (Made clip : withLabel()) {
      Path inDataset = home.resolve("dataset").resolve(clip.file());
      String path =
          clip.split().equals("train")
              ? lists.resolve("kinetics400/videos_" + clip.file()).toString().replace(".gz", "")
              : inDataset.toString();
      assertThat(indices).containsEntry(path, OF_400.indexOf(clip.label()));
      assertThat(Path.of(path).toRealPath().equals(inDataset.toRealPath()))
          .isEqualTo(isPlain(clip));
      // And what a reader without edit lists sees of it is its section.
      if (!clip.file().endsWith(".gz")) {
        Path read = Path.of(path);
        assertThat(hidden(inDataset) > 0).isEqualTo(!isPlain(clip));
        assertThat(hidden(read)).isZero();

        assertThat(FrameNumbers.of(read)).startsWith(clip.start() * 25).hasSize(SECONDS * 25);
      }
    }
    // MMAction2's mmaction/datasets/video_dataset.py: two words, the first below videos_train.
    for (String split : List.of("train", "val")) {
      for (String line :
          Files.readAllLines(
              lists.resolve("kinetics400/kinetics400_" + split + "_list_videos.txt"))) {
        String[] words = line.split(" ");
        assertThat(words).hasSize(2);
        assertThat(lists.resolve("kinetics400/videos_" + split).resolve(words[0])).isRegularFile();
      }
    }
    List<String> table = Files.readAllLines(lists.resolve("table.csv"));
    assertThat(table).hasSize(18);
    assertThat(Files.readAllLines(lists.resolve("table.jsonl"))).hasSize(17);
    assertThat(table.stream().filter(line -> line.contains("neverfetchd")).toList())
        .containsExactly("\"\",neverfetchd,train,pole vault,253,3.0,7.0,open,,,,,,,,");
  }

  @Test
  void aBlankInThePathIsRefused() throws Exception {
    Path odd = Files.createDirectories(home.resolve("with blank"));
    Files.createSymbolicLink(odd.resolve("dataset"), home.resolve("dataset"));
    Kinetics.Result result =
        export(2, "lists", "--out", "odd-lists", "--dataset-dir", "with blank/dataset");
    assertThat(result.err()).contains("with blank", "kinetics export tree");
    assertThat(home.resolve("odd-lists")).doesNotExist();
  }

  @Test
  void labelsCountAsAsked() throws Exception {
    Path order = Files.writeString(home.resolve("order.txt"), String.join("\n", reversed()));
    export(1, "lists", "--out", "ordered", "--class-order", order.toString());
    assertThat(Files.readAllLines(home.resolve("ordered/classes.txt"))).isEqualTo(reversed());
    export(0, "lists", "--out", "dense", "--labels", "dense", "--classes", LABELS.get(2));
    assertThat(Files.readString(home.resolve("dense/val.csv"))).endsWith("punching--2.mp4 0\n");
    // Classes of a release count in its whole list.
    export(0, "lists", "--out", "full", "--splits", "valid", "--classes", "pole vault");
    assertThat(Files.readString(home.resolve("full/val.csv"))).endsWith("vaulting--2.mp4 253\n");
    assertThat(home.resolve("full/README.md")).content().contains("MODEL.NUM_CLASSES 400");
  }

  private static List<String> reversed() {
    List<String> reversed = new ArrayList<>(LABELS);
    java.util.Collections.reverse(reversed);
    return reversed;
  }

  @Test
  void clipsAreEncodedInTheSizeAskedFor() throws Exception {
    export(
        1,
        "tree",
        "--out",
        "small",
        "--force",
        "--videos",
        "encode",
        "--short-side",
        "64",
        "--gop",
        "5",
        "--no-audio");

    for (Made clip : withLabel()) {
      Path file =
          home.resolve("small").resolve(clip.file().replace("valid/", "val/").replace(".gz", ""));
      var probe = TestTools.probe(file);
      var video = probe.video().orElseThrow();
      assertThat(Math.min(video.width(), video.height())).isEqualTo(64);
      assertThat(probe.audio()).isEmpty();
      assertThat(FrameNumbers.of(file)).hasSize(SECONDS * 25).startsWith(clip.start() * 25);
      String flags =
          new String(
              TestTools.ffmpeg(
                  List.of(
                      "-skip_frame",
                      "nokey",
                      "-i",
                      file.toString(),
                      "-fps_mode",
                      "passthrough",
                      "-f",
                      "framecrc",
                      "-")),
              StandardCharsets.US_ASCII);
      assertThat(flags.lines().filter(line -> !line.startsWith("#")).count()).isEqualTo(20);
    }
  }

  @Test
  void tarFilesAreSamplesInOrder() throws Exception {
    export(1, "webdataset", "--out", "tars", "--shards", "2");

    List<String> tars = new ArrayList<>();
    for (String name : List.of("train/00000", "train/00001", "val/00000", "val/00001")) {
      tars.add(home.resolve("tars/" + name + ".tar").toString());
    }
    List<String> arguments = Python.run(script("tar_samples.py"), tars.toArray(String[]::new));
    Map<String, Integer> read = new HashMap<>();
    for (String line : arguments) {
      JsonNode sample = json(line);
      // Hugging Face: the same endings in each sample.
      assertThat(sample.get(1).toString()).isEqualTo("[\"cls\",\"json\",\"mp4\",\"txt\"]");
      assertThat(sample.get(3).asText()).isEqualTo(OF_400.get(sample.get(2).asInt()));
      assertThat(sample.get(4).get("index").asInt()).isEqualTo(sample.get(2).asInt());
      assertThat(sample.get(4).get("end").asDouble() - sample.get(4).get("start").asDouble())
          .isEqualTo(SECONDS);
      read.put(sample.get(0).asText(), sample.get(5).get("mp4").asInt());
    }
    assertThat(read).hasSize(10);
    for (Made clip : withLabel()) {
      Path file = home.resolve("dataset").resolve(clip.file());
      assertThat(read).containsKey(clip.key());
      if (isPlain(clip)) {
        assertThat(read.get(clip.key())).isEqualTo((int) Files.size(file));
      }
    }
    // A README whose front matter YAML reads, with a name for each class.
    String yaml =
        "import sys, yaml; d = next(yaml.safe_load_all(open(sys.argv[1])));"
            + "print(d['dataset_info']['features'][1]['dtype']['class_label']['names']['259']);"
            + "print([f['path'] for f in d['configs'][0]['data_files']])";
    assertThat(Python.run(yaml, home.resolve("tars/README.md").toString()))
        .containsExactly("punching person (boxing)", "['train/*.tar', 'val/*.tar']");
  }

  @Test
  void soundAndFramesGoInAsTheyWereMade() throws Exception {
    for (String job : List.of("sound", "frames")) {
      Kinetics.Result result =
          Kinetics.in(home)
              .run(
                  job,
                  "--splits",
                  "valid",
                  "--annotations",
                  "list.csv",
                  "--classes",
                  "pole vault",
                  "--quiet");
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    String[] of = {"--splits", "valid", "--sound"};
    Kinetics.Result planned =
        export(
            0, with(new String[] {"webdataset", "--frames", "--out", "planned", "--dry-run"}, of));
    assertThat(planned.out()).contains("valid: 1 clip,", "without a sound track: 2");
    assertThat(home.resolve("planned")).doesNotExist();

    export(0, with(new String[] {"webdataset", "--frames", "--out", "framed"}, of));
    String tar = home.resolve("framed/val/00000.tar").toString();
    List<String> lines = Python.run(script("tar_samples.py"), tar);
    assertThat(lines).hasSize(1);
    JsonNode sizes = json(lines.get(0)).get(5);
    assertThat(sizes.size()).isEqualTo(SECONDS * 25 + 4);
    Path frames = home.resolve("dataset/valid_frames/pole_vault/vaulting--2");
    for (int i = 0; i < SECONDS * 25; i++) {
      assertThat(sizes.get(String.format("frame%05d.jpg", i)).asLong())
          .isEqualTo(Files.size(frames.resolve("frame" + i + ".jpg")));
    }
    Path track = home.resolve("dataset/valid_sound/pole_vault/vaulting--2.mp3");
    assertThat(sizes.get("mp3").asLong()).isEqualTo(Files.size(track));

    export(0, with(new String[] {"tree", "--out", "sounding"}, of));
    assertThat(home.resolve("sounding/val/pole_vault/vaulting--2.mp3").toRealPath())
        .isEqualTo(track.toRealPath());
    // In another form than mp3.
    Files.delete(track);
    Path flac = track.resolveSibling("vaulting--2.flac");
    Kinetics.Result made =
        Kinetics.in(home)
            .run(
                with(
                    new String[] {"sound", "--format", "flac", "--overwrite", "--quiet"},
                    "--splits",
                    "valid",
                    "--annotations",
                    "list.csv",
                    "--classes",
                    "pole vault"));
    assertThat(made.exitCode()).as("%s", made).isZero();
    export(0, with(new String[] {"tree", "--out", "flac-tree"}, of));
    assertThat(home.resolve("flac-tree/val/pole_vault/vaulting--2.flac").toRealPath())
        .isEqualTo(flac.toRealPath());
    export(0, with(new String[] {"webdataset", "--out", "flac-tars"}, of));
    assertThat(
            json(Python.run(
                        script("tar_samples.py"),
                        home.resolve("flac-tars/val/00000.tar").toString())
                    .get(0))
                .get(5)
                .get("flac")
                .asLong())
        .isEqualTo(Files.size(flac));
    assertThat(home.resolve("flac-tars/README.md")).content().contains("- name: flac");

    export(0, "lists", "--splits", "valid", "--out", "framed-lists");
    // MMAction2's mmaction/datasets/rawframe_dataset.py: folder, frames, index.
    assertThat(home.resolve("framed-lists/kinetics400/kinetics400_val_list_rawframes.txt"))
        .hasContent("pole_vault/vaulting--2 100 253\n");
    assertThat(
            home.resolve(
                "framed-lists/kinetics400/rawframes_val/pole_vault/vaulting--2/frame99.jpg"))
        .isRegularFile();
  }

  @Test
  void theTestSetIsWhatIsAskedFor() throws Exception {
    export(1, "lists", "--test", "labelled", "--out", "labelled");
    assertThat(Files.readString(home.resolve("labelled/test.csv")))
        .isEqualTo(home.toRealPath().resolve("dataset/test/testvaulted.mp4") + " 253\n");
    export(1, "lists", "--test", "none", "--out", "untested");
    assertThat(home.resolve("untested/test.csv")).doesNotExist();
  }

  @Test
  void tensorFlowReadsPicturesAndSound() throws Exception {
    export(
        1,
        "dmvr",
        "--out",
        "dmvr",
        "--shards",
        "2",
        "--sound",
        "16000",
        "--melspec",
        "--short-side",
        "128");

    Path out = home.resolve("dmvr");
    assertThat(out.resolve("test.tfrecord-00001-of-00002"))
        .isSymbolicLink()
        .hasSameBinaryContentAs(out.resolve("validation.tfrecord-00001-of-00002"));
    Set<String> read = new HashSet<>();
    for (String table : List.of("train", "validation")) {
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        files.add(out.resolve(table + ".tfrecord-0000" + i + "-of-00002"));
      }
      TensorFlowRecords.read(files, "", (tf, record) -> read.add(checked(tf, record)));
    }
    // The silent clip is left out.
    assertThat(read).hasSize(9).doesNotContain("train/punching_person_(boxing)/punching-11.mp4");
    assertThat(out.resolve("README.md"))
        .content()
        .contains("'train': 'train.tfrecord@2'", "'train': 6", "'test': 3", "num_classes = 400")
        .contains("The test set here holds the clips of valid");
  }

  /** Parses a record, and holds it against the clip that it names. */
  private static String checked(Ops tf, Operand<TString> record) {
    Operand<TString> none =
        tf.constantOf(TString.tensorOf(NdArrays.ofObjects(String.class, Shape.of(0))));
    Operand<TInt64> noNumber = tf.constant(new long[0]);
    // No defaults: what is not there is an error.
    ParseSequenceExample example =
        tf.io.parseSequenceExample(
            tf.expandDims(record, tf.constant(0)),
            none,
            none,
            tf.array(
                "clip/label/index",
                "clip/label/text",
                "video/filename",
                "clip/start/timestamp",
                "clip/end/timestamp"),
            none,
            tf.array("WAVEFORM/feature/floats"),
            tf.array("image/encoded", "melspec/feature/floats"),
            none,
            tf.constantOf(TBool.vectorOf(false, false)),
            List.of(noNumber, none, none, noNumber, noNumber),
            List.of(),
            List.of(),
            List.of(),
            List.of(TString.class, TFloat32.class),
            List.of(TFloat32.class),
            List.of(),
            List.of(),
            ParseSequenceExample.contextDenseShapes(
                Shape.scalar(), Shape.scalar(), Shape.scalar(), Shape.scalar(), Shape.scalar()),
            ParseSequenceExample.featureListDenseShapes(Shape.scalar(), Shape.of(12_800)),
            ParseSequenceExample.NfeatureListDense(2L),
            ParseSequenceExample.NfeatureListSparse(1L));
    String label = text(example.contextDenseValues().get(1).asTensor());
    String file = text(example.contextDenseValues().get(2).asTensor());
    Made clip = CLIPS.stream().filter(c -> c.file().equals(file)).findFirst().orElseThrow();
    assertThat(label).isEqualTo(clip.label());
    assertThat(((TInt64) example.contextDenseValues().get(0).asTensor()).getLong(0))
        .isEqualTo(OF_400.indexOf(label));
    assertThat(((TInt64) example.contextDenseValues().get(3).asTensor()).getLong(0))
        .isEqualTo(clip.start() * 1_000_000L);
    assertThat(((TInt64) example.contextDenseValues().get(4).asTensor()).getLong(0))
        .isEqualTo((clip.start() + SECONDS) * 1_000_000L);

    TString pictures = (TString) example.featureListDenseValues().get(0).asTensor();
    assertThat(pictures.shape()).isEqualTo(Shape.of(1, SECONDS * 25));
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < SECONDS * 25; i++) {
      byte[] jpeg = pictures.asBytes().getObject(0, i);
      stream.writeBytes(jpeg);
      if (i % 20 == 0) {
        Operand<TUint8> decoded =
            tf.image.decodeJpeg(
                tf.constantOf(TString.tensorOfBytes(NdArrays.scalarOfObject(jpeg))),
                DecodeJpeg.channels(3L));
        Shape shape = decoded.asTensor().shape();
        assertThat(Math.min(shape.get(0), shape.get(1))).isEqualTo(128);
        assertThat(shape.get(2)).isEqualTo(3);
      }
    }
    try {
      Path motion = Files.write(home.resolve("pictures.mjpeg"), stream.toByteArray());
      List<Integer> numbers = FrameNumbers.of(motion);
      for (int i = 0; i < numbers.size(); i++) {
        assertThat(numbers.get(i)).isEqualTo(clip.start() * 25 + i);
      }
      checkSound(clip, (TFloat32) example.featureListSparseValues().get(0).asTensor());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(example.featureListDenseValues().get(1).asTensor().shape())
        .isEqualTo(Shape.of(1, SECONDS, 12_800));
    return file;
  }

  private static void checkSound(Made clip, TFloat32 samples) throws IOException {
    Path file = home.resolve("dataset").resolve(clip.file());
    if (clip.file().endsWith(".gz")) {
      file = home.resolve("unpacked.mp4");
      try (InputStream in =
          new java.util.zip.GZIPInputStream(
              Files.newInputStream(home.resolve("dataset").resolve(clip.file())))) {
        Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    byte[] decoded =
        TestTools.ffmpeg(
            List.of(
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-ac",
                "1",
                "-ar",
                "16000",
                "-f",
                "f32le",
                "-"));
    FloatBuffer expected = ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat((double) samples.size()).isCloseTo(expected.limit(), within(1.0 * 1024));
    for (int i = 0; i < Math.min(samples.size(), expected.limit()); i++) {
      assertThat(samples.getFloat(i)).isCloseTo(expected.get(i), within(1e-4f));
    }
    // And the tone is that of the section.
    double hertz = Tone.hertz(file, 1.2, 0.6);
    assertThat(hertz).isCloseTo(Tone.hertzInSecond(clip.start() + 1), within(5.0));
  }

  private static String text(org.tensorflow.types.family.TType tensor) {
    return new String(((TString) tensor).asBytes().getObject(0), StandardCharsets.UTF_8);
  }

  @Test
  void killedAtAnyMomentAndSharedByFourItIsTheSame() throws Exception {
    for (String[] format :
        List.of(
            new String[] {"webdataset", "--shards", "16"},
            new String[] {"dmvr", "--shards", "16", "--short-side", "32", "--sound", "8000"})) {
      String[] whole = with(format, "--out", "whole");
      export(1, whole);
      Map<String, String> undisturbed = content(home.resolve("whole"));
      Scratch.delete(home.resolve("whole"));

      Random random = new Random(19);
      for (int i = 0; i < KILLS; i++) {
        try (Kinetics.Run run = Kinetics.in(home).start(command(whole))) {
          Thread.sleep(300 + random.nextInt(2500));
          run.signalGroup("KILL");
          run.await();
        }
        content(home.resolve("whole"))
            .forEach(
                (name, bytes) ->
                    assertThat(undisturbed.get(name))
                        .as("%s, kill %s", name, format)
                        .isEqualTo(bytes));
      }
      export(1, whole);
      assertThat(content(home.resolve("whole"))).isEqualTo(undisturbed);

      Scratch.delete(home.resolve("whole"));
      List<Kinetics.Run> four = new ArrayList<>();
      for (int part = 1; part <= 4; part++) {
        four.add(Kinetics.in(home).start(command(with(whole, "--shard", part + "/4"))));
      }
      for (Kinetics.Run run : four) {
        Kinetics.Result result = run.await();
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
      }
      assertThat(content(home.resolve("whole"))).isEqualTo(undisturbed);
      Scratch.delete(home.resolve("whole"));
    }
  }

  @Test
  void aClipThatCanNotBeDecodedIsLeftOutWithALine() throws Exception {
    // Whole by its index, and noise behind it: only decoding tells.
    Path from = home.resolve("dataset/valid/pole_vault/vaulting--2.mp4");
    Path folder = Files.createDirectories(home.resolve("noisy/train/pole_vault"));
    byte[] bytes = Files.readAllBytes(from);
    Files.write(folder.resolve("soundclip-1.mp4"), bytes);
    byte[] noise = new byte[bytes.length / 2];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, bytes.length - noise.length, noise.length);
    Files.write(folder.resolve("noisyclip-1.mp4"), bytes);
    Files.writeString(
        home.resolve("noisy.csv"),
        "label,youtube_id,time_start,time_end,split\npole vault,soundclip-1,0,4,train\n"
            + "pole vault,noisyclip-1,0,4,train\n");
    for (String[] format :
        List.of(
            new String[] {"dmvr", "--shards", "1", "--short-side", "32"},
            new String[] {"lists", "--videos", "encode", "--short-side", "32"})) {
      Scratch.delete(home.resolve("noisy-out"));
      for (String made : List.of("made: 1", "made: 0")) {
        List<String> words = new ArrayList<>(List.of("export"));
        words.addAll(List.of(format));
        words.addAll(List.of("--out", "noisy-out", "--annotations", "noisy.csv"));
        words.addAll(List.of("--dataset-dir", "noisy", "--quiet"));
        Kinetics.Result result = Kinetics.in(home).run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.out()).contains("left out, named in noisy-out/left_out: 1");
        assertThat(result.err().contains("noisyclip-1_000000_000004 can't be decoded"))
            .isEqualTo(made.equals("made: 1"));
        if (format[0].equals("dmvr")) {
          assertThat(result.out()).contains(made);
        }
      }
      if (format[0].equals("lists")) {
        assertThat(Files.readString(home.resolve("noisy-out/train.csv")))
            .contains("soundclip-1.mp4")
            .doesNotContain("noisyclip");
      } else {
        assertThat(home.resolve("noisy-out/README.md")).content().contains("'train': 1");
      }
    }
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  /** Each file's name and content, with links as what they lead to. */
  private static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    if (!Files.exists(folder)) {
      return content;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            folder.relativize(file).toString(),
            Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)))
                + "-"
                + Files.size(file));
      }
    }
    return content;
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static String script(String name) throws IOException {
    try (InputStream in = ExportIT.class.getResourceAsStream("/readers/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
