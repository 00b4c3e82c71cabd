package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Fault;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each exit code, from a real run; scripts depend on them. (A full disk: {@link DiskIT}.) */
class ExitCodesIT {
  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() throws IOException {
    site = new YoutubeSite().video("goodVideo__", Media.MP4);
    list("goodVideo__,2,3,train");
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void list(String... rows) throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (String row : rows) {
      list.append("pole vault,").append(row).append('\n');
    }
    Files.writeString(folder.resolve("list.csv"), list);
  }

  private Kinetics.Result run(String... arguments) {
    return Kinetics.in(folder).with(site.environment()).run(arguments);
  }

  private Kinetics.Result download(String... more) {
    String[] arguments = new String[more.length + 4];
    System.arraycopy(more, 0, arguments, 4, more.length);
    System.arraycopy(
        new String[] {"download", "--all", "--annotations", "list.csv"}, 0, arguments, 0, 4);
    return run(arguments);
  }

  private static void assertExit(Kinetics.Result result, int code) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(code);
    assertThat(result.err()).as("%s", result).doesNotContain("\tat ").doesNotContain("Exception");
  }

  @Test
  void zeroWhenARerunWouldChangeNothing() throws IOException {
    list("goodVideo__,2,3,train", "goneVideo__,2,3,train", "ageVideo___,2,3,train");
    site.error("goneVideo__", "Video unavailable", true)
        .error("ageVideo___", "Sign in to confirm your age", true);

    Kinetics.Result result = download();

    assertExit(result, 0);
    assertThat(result.out()).contains("gone").contains("closed");
    assertExit(download(), 0);
    assertExit(run("frames", "--all", "--annotations", "list.csv"), 0);
  }

  @Test
  void oneWhenARowWasRefused() throws IOException {
    list("goodVideo__,2,3,train", "badSection_,9,2,train");

    Kinetics.Result result = download();

    assertExit(result, 1);
    assertThat(result.out()).contains("1 row of the list was refused", "list.csv:3: ");
  }

  /** yt-dlp takes the first 11 characters of it, which are another video's name, or none's. */
  @Test
  void oneWhenARowNamesAnIdOfYoutubeInAnotherListsForm() throws IOException {
    list("goodVideo__,2,3,train", "v_otherVideo_,2,3,train");

    Kinetics.Result result = download();

    assertExit(result, 1);
    assertThat(result.out())
        .contains("1 row of the list was refused", "list.csv:3: ", "v_otherVideo_")
        .containsPattern("done +1");
  }

  /** A plugin of yt-dlp may know it, or a program that is named in yt-dlp's place. */
  @Test
  void twoWhereNoRowNamesAVideoSinceIdsAreTooShort() throws IOException {
    list("short,2,3,train");
    String[] withoutPlugins = {"download", "--all", "--annotations", "list.csv"};

    Kinetics.Result refused = Kinetics.in(folder).run(withoutPlugins);

    assertExit(refused, 2);
    assertThat(refused.err()).contains("list.csv:2: 'short' is no id of YouTube");
    Kinetics.Result planned = Kinetics.in(folder).run(and(withoutPlugins, "--dry-run"));
    assertExit(planned, 0);
    assertThat(planned.out()).contains("a run refuses 1 clip of these: 'short' is no id");
    for (Kinetics.Result taken :
        List.of(
            download("--dry-run"),
            Kinetics.in(folder).run(and(withoutPlugins, "--dry-run", "--yt-dlp", "yt-dlp")))) {
      assertThat(taken.out()).contains("1 clip selected").doesNotContain("refuse");
    }
  }

  private static String[] and(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void oneWhenAClipFailedForAReasonThatCanPass() throws IOException {
    list("goodVideo__,2,3,train", "failing____,2,3,train");
    site.error("failing____", "Something that nobody has ever seen", true);

    Kinetics.Result result = download();

    assertExit(result, 1);
    assertThat(result.out()).contains("failed");
    assertThat(folder.resolve("dataset/failed.txt")).hasContent("failing____");
  }

  @Test
  void oneWhenAClipIsDamagedForFramesAndSound() throws IOException {
    Path clips = Files.createDirectories(folder.resolve("dataset/train/pole_vault"));
    Files.writeString(clips.resolve("goodVideo__.mp4"), "no video");

    assertExit(run("frames", "--all", "--annotations", "list.csv"), 1);
    assertExit(run("sound", "--all", "--annotations", "list.csv"), 1);
    assertExit(download(), 0); // It is there: to look inside is what 'verify' is for.
  }

  @Test
  void twoOnBadArgumentsOrInputAndNothingIsChanged() throws IOException {
    assertExit(run("download"), 2);
    assertExit(run("download", "--no-such-option"), 2);
    assertExit(download("--num-workers", "0"), 2);
    assertExit(download("--sleep-interval", "-"), 2);
    assertExit(run("download", "--all", "--annotations", "nowhere.csv"), 2);
    Files.writeString(folder.resolve("list.csv"), "label,youtube_id\npole vault,goodVideo__\n");
    assertExit(download(), 2);
    assertThat(folder.resolve("dataset")).doesNotExist();
    assertExit(run("frames", "--all", "--annotations", "list.csv"), 2);
    assertThat(folder.resolve("dataset")).doesNotExist();
  }

  @Test
  void threeWithoutATool() {
    Kinetics.Result result = download("--yt-dlp", "nowhere/yt-dlp");

    assertExit(result, 3);
    assertThat(folder.resolve("dataset/train")).doesNotExist();
  }

  @Test
  void threeWithoutAList() {
    Kinetics.Result result =
        Kinetics.in(folder)
            .with("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .with("http_proxy", "http://127.0.0.1:9")
            .with("https_proxy", "http://127.0.0.1:9")
            .run("download", "--classes", "pole vault");

    assertExit(result, 3);
    assertThat(folder.resolve("dataset")).doesNotExist();
  }

  @Test
  void threeWhenTheSiteChanged() {
    site.error("goodVideo__", "Unable to extract initial player response", false);

    assertExit(download(), 3);
  }

  @Test
  void fourWhenTheSiteBlocks() {
    site.storm(Long.MAX_VALUE);

    Kinetics.Result result = download("--max-blocks", "0");

    assertExit(result, 4);
    assertThat(folder.resolve("dataset/failed.txt")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void theSignalsOwnCodeAndTheSameCommandGoesOn(String signal, int code) throws Exception {
    site.fault(site.mediaPath("goodVideo__"), new Fault.Slow(2_000));
    try (Kinetics.Run run =
        Kinetics.in(folder)
            .with(site.environment())
            .within(Duration.ofMinutes(1))
            .start("download", "--all", "--annotations", "list.csv")) {
      while (site.requests(site.mediaPath("goodVideo__")).isEmpty()) {
        assertThat(run.handle().isAlive()).as(run.err()).isTrue();
        Thread.sleep(20);
      }
      run.signalGroup(signal);
      assertExit(run.await(), code);
      assertThat(run.survivors()).isEmpty();
    }

    site.heal();
    assertExit(download(), 0);
  }

  @Test
  void tooLittleMemoryIsALineAndEndsAtOnce() throws IOException {
    Files.writeString(folder.resolve("names.txt"), "pole vault\n".repeat(3_000_000));

    Kinetics.Result result =
        Kinetics.in(folder).withJavaOptions("-Xmx16m").run("list-classes", "--subset", "names.txt");

    assertExit(result, 1);
    assertThat(result.err()).contains("the memory is too small").hasLineCount(1);
    assertThat(result.time()).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void twoWhereAFolderCanNotBeUsed() throws IOException {
    Files.writeString(folder.resolve("file"), "no folder");
    for (String[] arguments :
        new String[][] {
          {"stats", "--dataset-dir", "file/dataset"},
          {"meta", "videos", "--dataset-dir", "file/dataset"},
          {"download", "--all", "--dataset-dir", "file/dataset"},
        }) {
      String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = "--annotations";
      all[arguments.length + 1] = "list.csv";
      Kinetics.Result result = run(all);
      assertThat(result.err()).as("%s", result).doesNotContain("this is a bug", "\tat ");
    }
    assertExit(download("--dataset-dir", "file/dataset"), 2);
    assertExit(download("--failed-log", "file/failed.txt"), 2);
  }

  /** One line, and no list is fetched for a dataset of which there is nothing. */
  @Test
  void twoWhereThereIsNoDataset() {
    for (String command :
        List.of("stats", "report", "verify", "meta videos", "export lists --out o", "status")) {
      Kinetics.Result result = run((command + " --dataset-dir nothere").split(" "));
      assertExit(result, 2);
      assertThat(result.err())
          .as(command)
          .isEqualTo("kinetics: there is no folder nothere; name the dataset with --dataset-dir\n");
    }
  }

  /** Nothing is lost by it, so it is no failure; but nobody is to take the old one for the new. */
  @Test
  void zeroWhereTheNewestYtDlpIsNotToBeHadAndTheOldOneStays() throws IOException {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path ytDlp = TestTools.tools().ytDlp().tool().path().toAbsolutePath();
    Files.createSymbolicLink(programs.resolve("yt-dlp"), ytDlp);

    Kinetics.Result setup =
        Kinetics.in(folder)
            .with("KINETICS_YT_DLP", "")
            .with("KINETICS_YT_DLP_RELEASES", "http://127.0.0.1:9/")
            .with("KINETICS_NPM_REGISTRY", "http://127.0.0.1:9/")
            .with("PATH", programs + ":" + System.getenv("PATH"))
            .run("setup", "--update", "--yes");

    assertExit(setup, 0);
    assertThat(setup.out()).contains("is version ").doesNotContain("setup: done");
    assertThat(setup.lines().get(setup.lines().size() - 1))
        .startsWith("setup: not all of it was done");
    assertThat(setup.err()).contains("warning: ");
  }

  @Test
  void twoWithTheOptionThatIsUnknown() {
    Kinetics.Result clases = run("download", "--clases", "pole vault", "yoga");
    assertExit(clases, 2);
    assertThat(clases.err())
        .contains("unknown option '--clases'; did you mean '--classes'")
        .endsWith("(beside it: 'pole vault', 'yoga')\n");
    Kinetics.Result number = run("download", "--all", "--max-clips", "abc");
    assertExit(number, 2);
    assertThat(number.err()).contains("'abc' is not a whole number");
  }

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX)
  @CsvSource(
      delimiter = ';',
      value = {
        "> /dev/full;4",
        "| head -1;0",
        ">&-;0",
        "> /dev/null;0",
      })
  void fourWhereStandardOutputIsFull(String redirection, int code) throws Exception {
    Kinetics kinetics = Kinetics.in(folder);
    String words =
        kinetics.command("list-classes").stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    String command = "set -o pipefail; " + words + " " + redirection;
    try (Kinetics.Run run = kinetics.start(List.of("bash", "-c", command))) {
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s: %s", redirection, result).isEqualTo(code);
      assertThat(result.err().lines()).as(redirection).hasSize(code == 0 ? 0 : 1);
    }
  }

  @Test
  void twoWhereALogIsAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    Kinetics.Result result = download("--failed-log", "pipe");

    assertExit(result, 2);
    assertThat(result.err()).contains("the log pipe can't be written");
  }

  /** Nobody writes into the pipes that lie about: who opens one waits for ever. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void zeroWhereTheListComesThroughAPipeAndPipesLieAmongTheClips() throws Exception {
    List<Path> pipes =
        Stream.of("train/pipe", "valid", "train/pole_vault/p.mp4", ".kinetics/journal/p.jsonl")
            .map(folder.resolve("dataset")::resolve)
            .toList();
    for (Path pipe : pipes) {
      Files.createDirectories(pipe.getParent());
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    }
    Files.writeString(folder.resolve("dataset/train/pole_vault/goodVideo__.mp4"), "a clip");
    Kinetics kinetics = Kinetics.in(folder).within(Duration.ofSeconds(30));
    for (String job : List.of("stats", "export lists --out lists")) {
      String words =
          kinetics.command((job + " --all").split(" ")).stream()
              .map(word -> "'" + word + "'")
              .collect(Collectors.joining(" "));
      String command = words + " --annotations <(cat list.csv)";
      try (Kinetics.Run run = kinetics.start(List.of("bash", "-c", command))) {
        assertExit(run.await(), job.equals("stats") ? 0 : 2); // A text is no clip.
      }
    }
  }
}
