package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.DocumentedCommands;
import dev.kinetics.support.DocumentedCommands.Block;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.SmallReleases;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command that README, docs/ and the help pages tell is read there and run, line by line as a
 * shell reads it, on {@link SmallReleases}. What can't be run here is listed with the reason, and
 * is at least understood by the program's own parser.
 */
class DocumentedCommandsIT {
  /** What is made smaller or put elsewhere, and what takes its place; all else runs as written. */
  private static final Map<String, String> REPLACED = new LinkedHashMap<>();

  /** What is not run, by a pattern of the whole line, and why. */
  private static final Map<String, String> NOT_RUN = new LinkedHashMap<>();

  static {
    REPLACED.put("(?<=[ =])/(?=(data|shared|tmp)\\b)", "");
    REPLACED.put("--shards 1024", "--shards 2");
    REPLACED.put("--min-height 720", "--min-height 240");
    REPLACED.put("--pace 35\\b", "--pace 3500");
    REPLACED.put("\\| less", "| cat");
    REPLACED.put("--classes A B", "--classes 'pole vault' yoga");
    REPLACED.put("--categories C", "--categories 'arts and crafts'");
    REPLACED.put("--save P", "--save resources/p");
    REPLACED.put(
        "tfrecords train M C OUT", "tfrecords train train.json classes.json out.tfrecords");

    NOT_RUN.put("git clone REPOSITORY .*", "fetches this repository");
    NOT_RUN.put("mkdir jdk && curl .*|tar -xz .*|export JAVA_HOME=.*", "fetches a JDK");
    NOT_RUN.put("\\./mvnw .*|bench/run", "is the build itself");
    NOT_RUN.put("(.* && )?(\\./)?kinetics demo( .*)?", "DemoIT and ImageIT run it");
    NOT_RUN.put("(.* && )?(\\./)?kinetics setup\\b.*", "fetches programs: SetupTest runs it");
    NOT_RUN.put("export KINETICS_CACHE=.*", "an empty cache, where the lists had to be fetched");
    NOT_RUN.put("kinetics annotations .*--refresh", "fetches a list of full length");
    NOT_RUN.put("spark-submit .*", "wants a cluster: ClusterIT starts one");
    NOT_RUN.put("#(!/bin/bash|SBATCH .*)", "is for Slurm");
    NOT_RUN.put("python .*", "is another program's");
    NOT_RUN.put("tar -xzf kinetics-.*|/shared/kinetics-.*", "wants the image: ImageIT makes one");
    NOT_RUN.put("ln -s \"\\$PWD/kinetics\" ~.*", "changes the home of who runs the tests");
  }

  /** Named in a sentence or a table, without all that they need to run. */
  private static final String MENTIONED =
      "kinetics (\\S+|download --source youtube)|.*( …|SUBCOMMAND|DIR|LIST|[|\\[]).*";

  /** What must leave new files behind. */
  private static final String MAKES =
      ".*kinetics (download|frames|sound|meta|tfrecords|export|report|resize|rename) .*";

  /** Ends with 1, as its page says: of the lab's copies one clip is cut off. */
  private static final String FINDS_FAULTS =
      "kinetics (adopt /data/.*|verify --dataset-dir /data/k400 .*)";

  @TempDir private static Path folder;

  private static SmallReleases releases;
  private static Path top;

  @BeforeAll
  static void install() throws IOException {
    releases = new SmallReleases(folder.resolve("cache"));
    top = Files.createDirectories(folder.resolve("program"));
    Path jar = Path.of(System.getProperty("kinetics.jar")).toAbsolutePath();
    Files.createDirectory(top.resolve("target"));
    Files.copy(jar, top.resolve("target/kinetics.jar"));
    Files.copy(jar.getParent().resolveSibling("kinetics"), top.resolve("kinetics"));
  }

  @AfterAll
  static void close() {
    releases.close();
  }

  @Test
  void theProgramUnderstandsEachCommand() throws IOException {
    List<String> faults = new ArrayList<>();
    Set<String> reasons = new HashSet<>();
    for (Path page : DocumentedCommands.pages()) {
      for (Block block : DocumentedCommands.blocks(page)) {
        for (String line : block.lines()) {
          List<String> listed = NOT_RUN.keySet().stream().filter(line::matches).toList();
          reasons.addAll(listed);
          for (String part : line.split("&&")) {
            understand(block.place(), part.strip(), !listed.isEmpty(), faults);
          }
        }
      }
      for (String command : DocumentedCommands.inSentences(page)) {
        understand(page.toString(), command, false, faults);
      }
    }
    assertThat(faults).isEmpty();
    assertThat(reasons).as("no reason without a command").isEqualTo(NOT_RUN.keySet());
  }

  @Test
  void eachCommandRuns() throws Exception {
    prepare();
    List<Block> blocks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path page : DocumentedCommands.pages()) {
      for (Block block : DocumentedCommands.blocks(page)) {
        add(blocks, seen, block);
      }
    }
    for (Path page : DocumentedCommands.pages()) {
      for (String command : DocumentedCommands.inSentences(page)) {
        if (!command.matches(MENTIONED)) {
          add(blocks, seen, new Block(page.toString(), List.of(command)));
        }
      }
    }
    List<String> faults = new ArrayList<>();
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<String>>> runs = new ArrayList<>();
      for (Block block : blocks) {
        runs.add(two.submit(() -> run(block)));
      }
      for (Future<List<String>> run : runs) {
        faults.addAll(run.get());
      }
    } finally {
      two.shutdownNow();
    }
    assertThat(faults).isEmpty();
    assertThat(seen.size()).isGreaterThan(80);
  }

  /** Adds those of its lines that can be run, each line once in all pages. */
  private static void add(List<Block> blocks, Set<String> seen, Block block) {
    List<String> lines =
        block.lines().stream()
            .filter(line -> NOT_RUN.keySet().stream().noneMatch(line::matches))
            .filter(line -> seen.add(line) || !line.contains("kinetics "))
            .toList();
    if (lines.stream().anyMatch(line -> line.contains("kinetics "))) {
      blocks.add(new Block(block.place(), lines));
    }
  }

  /** Whether the program's own parser takes it; other programs' lines must be known as such. */
  private static void understand(String place, String line, boolean listed, List<String> faults) {
    String command =
        line.replaceAll("\\[[^]]*]| (…|\\.\\.\\.)", "").replaceAll("\\$\\(\\(.*?\\)\\)", "1");
    if (!command.matches("(exec )?\\S*kinetics .*|spark-submit .*")) {
      if (!listed && !command.matches("printf .*|ln -s \\$PWD/lists/.*")) {
        faults.add(place + ": neither ours nor listed: " + line);
      }
      return;
    }
    List<String> words =
        DocumentedCommands.words(command.replaceFirst("^(exec |spark-submit .*\\.jar)", ""))
            .stream()
            .skip(command.startsWith("spark-submit") ? 0 : 1)
            .toList();
    if (words.isEmpty() || words.contains("SUBCOMMAND")) {
      return;
    }
    String[] all = Main.withoutHelp(words.toArray(String[]::new));
    try {
      Main.commandLine(all, null).parseArgs(all);
    } catch (CommandLine.MissingParameterException e) {
      // In a sentence it may be named without what it asks for.
    } catch (CommandLine.ParameterException e) {
      faults.add(place + ": " + line + ": " + e.getMessage());
    }
  }

  /** A dataset of all clips and all that is made of them, a lab's copies, and lists of classes. */
  private static void prepare() throws IOException {
    Path ready = Files.createDirectory(folder.resolve("ready"));
    Kinetics.Result made =
        bash(
            ready,
            """
            set -e
            kinetics download --all --test --source youtube,mirror --also frames,sound --fps 2
            kinetics meta sound --save resources/kinetics_sound
            kinetics meta frames --save resources/kinetics
            cp resources/kinetics_sound_400_train.json train.json
            cp resources/kinetics_sound_400_val.json valid.json
            cp resources/kinetics_sound_400_classes.json classes.json
            echo 'pole vault' >my.txt
            echo 'pole vault' >classes.txt
            mkdir -p MMACTION2/data data tmp shared/kinetics600
            for copy in k400 k700 kinetics400; do
              for clip in dataset/{train,valid}/*/*.mp4; do
                folder=data/$copy/${clip#dataset/} id=${clip##*/}
                folder=${folder%/*} id=${id%.mp4} end=000003
                [[ $id != *long ]] || end=000011
                mkdir -p "$folder"
                cp "$clip" "$folder/${id}_000001_$end.mp4"
              done
              truncate -s -9000 data/$copy/train/pole_vault/vaultOne*
              rm data/$copy/train/yoga/*
            done
            for copy in kinetics k600; do cp -a dataset data/$copy; done
            """);
    assertThat(made.exitCode()).as("%s", made).isZero();
  }

  /** Runs the lines of a block one after another, in a folder with all that they are about. */
  private static List<String> run(Block block) throws IOException {
    Path place = Files.createTempDirectory(folder, "block");
    assertThat(bash(folder, "cp -a ready/. '" + place + "'").exitCode()).isZero();
    Files.createSymbolicLink(place.resolve("kinetics"), top.resolve("kinetics"));
    List<String> faults = new ArrayList<>();
    boolean first = true;
    for (String line : block.lines()) {
      String command = line;
      for (Map.Entry<String, String> replacement : REPLACED.entrySet()) {
        command = command.replaceAll(replacement.getKey(), replacement.getValue());
      }
      if (first) {
        removeWhatItMakes(place, command);
      }
      first = false;
      Set<String> before = files(place);
      Kinetics.Result result = bash(place, command);
      boolean done = !before.containsAll(files(place)) || result.out().contains("there already");
      boolean makes = command.matches(MAKES) && !command.contains("--dry-run");
      if (result.exitCode() != (line.matches(FINDS_FAULTS) ? 1 : 0)) {
        faults.add(block.place() + ": " + line + "\n as: " + command + "\n" + result);
      } else if (makes && !done) {
        faults.add(block.place() + ": " + line + "\n made nothing: " + result);
      }
    }
    return faults;
  }

  private static void removeWhatItMakes(Path place, String command) {
    String remove =
        command.matches("printf .*|(exec )?\\S*kinetics (download|probe) .*")
            ? "rm -rf dataset"
            : command.matches("kinetics frames .*")
                ? "rm -rf dataset/*_frames"
                : command.matches("kinetics sound .*") ? "rm -rf dataset/*_sound" : "true";
    assertThat(bash(place, remove).exitCode()).isZero();
  }

  /** Each file but the program's own notes, with when it was written. */
  private static Set<String> files(Path place) throws IOException {
    Set<String> all = new HashSet<>();
    try (Stream<Path> tree = Files.walk(place)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains(".kinetics/")) {
          all.add(file + " " + Files.getLastModifiedTime(file));
        }
      }
    }
    return all;
  }

  private static Kinetics.Result bash(Path place, String line) {
    return Kinetics.in(place)
        .with(releases.environment())
        .with("PATH", top + ":" + System.getenv("PATH"))
        .with(
            "KINETICS_YT_DLP", TestTools.tools().ytDlp().tool().path().toAbsolutePath().toString())
        .with("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        .with(Map.of("SLURM_ARRAY_TASK_ID", "1", "JOB_COMPLETION_INDEX", "0"))
        .start(List.of("bash", "-c", line))
        .await();
  }
}
