package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.Scripts;
import dev.kinetics.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolsTest {
  @TempDir Path folder;
  private final ProcessRunner runner = new ProcessRunner();
  private final Map<String, String> environment = new HashMap<>();
  private Path onPath;
  private Path cache;

  @BeforeEach
  void makeFolders() {
    onPath = folder.resolve("first");
    environment.put("PATH", onPath + ":" + folder.resolve("second"));
    cache = folder.resolve("cache");
  }

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void anOptionComesBeforeAVariable() throws Exception {
    Path byOption = Scripts.ffmpeg(folder.resolve("a/ffmpeg"), "5.0");
    environment.put(
        "KINETICS_FFMPEG", Scripts.ffmpeg(folder.resolve("b/ffmpeg"), "6.0").toString());

    Tool tool = tools(new ToolOptions(byOption, null, null)).ffmpeg().tool();

    assertThat(tool).isEqualTo(new Tool("ffmpeg", byOption, Map.of(), "5.0", "--ffmpeg"));
  }

  @Test
  void aVariableComesBeforeTheBundledOne() throws Exception {
    Path byVariable = Scripts.ffmpeg(folder.resolve("b/ffmpeg"), "6.0");
    environment.put("KINETICS_FFMPEG", byVariable.toString());

    Tool tool = tools(ToolOptions.none()).ffmpeg().tool();

    assertThat(tool).isEqualTo(new Tool("ffmpeg", byVariable, Map.of(), "6.0", "KINETICS_FFMPEG"));
    assertThat(cache).doesNotExist();
  }

  @Test
  void pathComesLast() throws Exception {
    Path inFirst = Scripts.ffmpeg(onPath.resolve("ffmpeg"), "4.4");
    Scripts.ffmpeg(folder.resolve("second/ffmpeg"), "4.3");
    Files.writeString(cache, "a file where the cache would be, so that nothing can be unpacked");

    Tool tool = tools(ToolOptions.none()).ffmpeg().tool();

    assertThat(tool).isEqualTo(new Tool("ffmpeg", inFirst, Map.of(), "4.4", "PATH"));
  }

  @Test
  void ffprobeGoesWithItsFfmpeg() throws Exception {
    Path ffmpeg = Scripts.ffmpeg(folder.resolve("own/ffmpeg"), "5.0");
    Path beside = Scripts.ffmpeg(folder.resolve("own/ffprobe"), "5.0");
    Scripts.ffmpeg(onPath.resolve("ffprobe"), "4.0");

    Tool tool = tools(new ToolOptions(ffmpeg, null, null)).ffprobe().tool();

    assertThat(tool.path()).isEqualTo(beside);
    assertThat(tool.origin()).isEqualTo("--ffmpeg");
  }

  @Test
  void aFolderOrABareNameStandForTheProgram() throws Exception {
    Path inFolder = Scripts.ffmpeg(folder.resolve("own/ffmpeg"), "5.0");
    Path named = Scripts.script(onPath.resolve("ffmpeg7"), "echo ffmpeg version 7.1-static");

    assertThat(tools(new ToolOptions(inFolder.getParent(), null, null)).ffmpeg().tool().path())
        .isEqualTo(inFolder);
    assertThat(tools(new ToolOptions(Path.of("ffmpeg7"), null, null)).ffmpeg().tool())
        .isEqualTo(new Tool("ffmpeg", named, Map.of(), "7.1-static", "--ffmpeg"));
  }

  @Test
  void aNamedToolThatDoesNotRunIsRefusedWhateverElseIsThere() throws Exception {
    Path broken = Scripts.script(folder.resolve("ffmpeg"), "echo 'no libfoo' >&2; exit 127");
    Scripts.ffmpeg(onPath.resolve("ffmpeg"), "5.0");
    Tools tools = tools(new ToolOptions(broken, null, null));

    assertThatThrownBy(tools::ffmpeg)
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("--ffmpeg")
        .hasMessageContaining(broken.toString())
        .hasMessageContaining("no libfoo");
  }

  @Test
  void aProgramThatIsSomethingElseIsRefused() throws Exception {
    Path other = Scripts.script(folder.resolve("ffmpeg"), "echo hello");

    assertThatThrownBy(() -> tools(new ToolOptions(other, null, null)).ffmpeg())
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining(other + " is no ffmpeg");
  }

  @Test
  void whatIsMissingSaysHowToGetIt() throws Exception {
    Files.writeString(cache, "no folder");

    assertThatThrownBy(() -> tools(ToolOptions.none()).ffmpeg())
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("kinetics setup")
        .hasMessageContaining("--ffmpeg");
    assertThatThrownBy(() -> tools(ToolOptions.none()).ytDlp())
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("kinetics setup")
        .hasMessageContaining("--yt-dlp");
  }

  @Test
  void eachToolIsTriedOnce() throws Exception {
    Path tries = folder.resolve("tries");
    Path counting =
        Scripts.script(
            folder.resolve("ffmpeg"), "echo x >> '" + tries + "'; echo ffmpeg version 5");
    Path broken = Scripts.script(folder.resolve("ffprobe"), "echo x >> '" + tries + "'; exit 1");
    Tools tools = tools(new ToolOptions(counting, broken, null));

    tools.ffmpeg();
    tools.ffmpeg();
    assertThatThrownBy(tools::ffprobe).isInstanceOf(KineticsException.class);
    assertThatThrownBy(tools::ffprobe).isInstanceOf(KineticsException.class);

    assertThat(Files.readAllLines(tries)).hasSize(2);
  }

  @Test
  void ofTwoYtDlpsTheNewerIsTaken() throws Exception {
    nameFfmpeg();
    Scripts.ytDlp(folder.resolve("second/yt-dlp"), "2023.03.04");
    Path cached = cache.resolve("bin/yt-dlp");
    Scripts.ytDlp(cached, "2025.11.12");
    assertThat(tools(ToolOptions.none()).ytDlp().tool())
        .isEqualTo(new Tool("yt-dlp", cached, Map.of(), "2025.11.12", "cache"));

    Scripts.ytDlp(cached, "2022.11.12");
    assertThat(tools(ToolOptions.none()).ytDlp().tool().origin()).isEqualTo("PATH");
  }

  @Test
  void ytDlpIsLookedForInThisOrder() throws Exception {
    nameFfmpeg();
    Scripts.ytDlp(cache.resolve("bin/yt-dlp"), "2021.01.01");
    assertThat(tools(ToolOptions.none()).ytDlp().tool().origin()).isEqualTo("cache");

    Path old = Scripts.script(folder.resolve("second/youtube-dl"), "echo 2021.12.17");
    YtDlp youtubeDl = tools(ToolOptions.none()).ytDlp();
    assertThat(youtubeDl.tool())
        .isEqualTo(new Tool("youtube-dl", old, Map.of(), "2021.12.17", "PATH"));
    assertThat(youtubeDl.isYoutubeDl()).isTrue();

    Path second = Scripts.ytDlp(folder.resolve("second/yt-dlp"), "2025.01.01");
    YtDlp ytDlp = tools(ToolOptions.none()).ytDlp();
    assertThat(ytDlp.tool().path()).isEqualTo(second);
    assertThat(ytDlp.isYoutubeDl()).isFalse();

    Path byVariable = Scripts.ytDlp(folder.resolve("mine"), "2024.01.01");
    environment.put("KINETICS_YT_DLP", byVariable.toString());
    assertThat(tools(ToolOptions.none()).ytDlp().tool())
        .isEqualTo(new Tool("yt-dlp", byVariable, Map.of(), "2024.01.01", "KINETICS_YT_DLP"));

    Path byOption = Scripts.ytDlp(folder.resolve("this"), "2023.01.01");
    assertThat(tools(new ToolOptions(null, null, byOption)).ytDlp().tool().origin())
        .isEqualTo("--yt-dlp");
  }

  @Test
  void aYtDlpThatIsCalledYoutubeDlIsNone() throws Exception {
    nameFfmpeg();
    Scripts.ytDlp(onPath.resolve("youtube-dl"), "2025.01.01");

    YtDlp ytDlp = tools(ToolOptions.none()).ytDlp();

    assertThat(ytDlp.isYoutubeDl()).isFalse();
    assertThat(ytDlp.tool().name()).isEqualTo("yt-dlp");
  }

  @Test
  void ytDlpRunsWithoutTheUsersConfigurationAndWithTheRuntimesThatItKnows() throws Exception {
    nameFfmpeg();
    String echo = "case $1 in --version) echo VERSION;; *) printf '%s\\n' \"$@\";; esac";
    Path old = Scripts.script(folder.resolve("old/yt-dlp"), echo.replace("VERSION", "2023.03.04"));
    Path recent =
        Scripts.script(folder.resolve("new/yt-dlp"), echo.replace("VERSION", "2025.12.08"));

    assertThat(arguments(old)).containsExactly("--ignore-config", "--no-update", "--", "a");
    assertThat(arguments(recent))
        .containsExactly(
            "--ignore-config",
            "--js-runtimes",
            "node",
            "--js-runtimes",
            "bun",
            "--js-runtimes",
            "quickjs",
            "--no-update",
            "--",
            "a");
  }

  @Test
  void statusThrowsNothingAndTellsTheAgeOfYtDlp() throws Exception {
    nameFfmpeg();
    LocalDate date = LocalDate.now().minusDays(91);
    String version = date.format(DateTimeFormatter.ofPattern("uuuu.MM.dd"));
    Path ytDlp = Scripts.ytDlp(onPath.resolve("yt-dlp"), version);
    Path broken = Scripts.script(folder.resolve("ffprobe"), "exit 1");

    List<ToolStatus> status = tools(new ToolOptions(null, broken, null)).status();

    assertThat(status).extracting(ToolStatus::name).containsExactly("ffmpeg", "ffprobe", "yt-dlp");
    assertThat(status).extracting(ToolStatus::works).containsExactly(true, false, true);
    assertThat(status.get(1).problem()).contains(broken.toString());
    assertThat(status.get(2).path()).isEqualTo(ytDlp);
    assertThat(status.get(2).age().orElseThrow().toDays()).isEqualTo(91);
    assertThat(status.get(2).isOld()).isTrue();
    assertThat(status.get(0).isOld()).isFalse();
  }

  @Test
  void findsTheFirstJavaScriptRuntimeThatIsNewEnough() throws Exception {
    assertThat(tools(ToolOptions.none()).javaScriptRuntime().problem()).contains("deno 2");

    Scripts.script(onPath.resolve("node"), "echo v18.19.0");
    assertThat(tools(ToolOptions.none()).javaScriptRuntime().problem())
        .contains("node 18.19.0 is older than 22.0.0");

    Scripts.script(onPath.resolve("qjs"), "echo 'QuickJS version 2025-04-26'; exit 1");
    ToolStatus quickjs = tools(ToolOptions.none()).javaScriptRuntime();
    assertThat(quickjs.works()).isTrue();
    assertThat(quickjs.name()).isEqualTo("qjs");
    assertThat(quickjs.version()).isEqualTo("2025-04-26");

    Scripts.script(onPath.resolve("deno"), "echo 'deno 2.10.1 (stable)'");
    assertThat(tools(ToolOptions.none()).javaScriptRuntime().name()).isEqualTo("deno");
  }

  @Test
  void whichJavaScriptRuntimeIsTakenIsYtDlpsWord() throws Exception {
    nameFfmpeg();
    Scripts.script(
        onPath.resolve("yt-dlp"),
        "[ \"$1\" = --version ] && echo 2026.08.19 && exit\n"
            + "echo '[debug] JS runtimes: node-22.1.0 (unsupported)' >&2; exit 2");
    Scripts.script(onPath.resolve("node"), "echo v22.1.0");

    ToolStatus runtime = tools(ToolOptions.none()).javaScriptRuntime();

    assertThat(runtime.works()).isFalse();
    assertThat(runtime.problem()).contains("node-22.1.0 (unsupported)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node-20.20.2 (unsupported), quickjs-ng-0.10.1 | quickjs-ng | 0.10.1",
        "deno-2.9.6, node-20.20.2 (unsupported)        | deno       | 2.9.6",
        "bun-1.4.0 (unsupported), deno-unknown         | deno       | unknown",
      })
  void ofWhatYtDlpSaysTheFirstThatItTakesCounts(String said, String name, String version) {
    ToolStatus status = JavaScriptRuntime.ofWord(aTool(), List.of(said.split(", ")));

    assertThat(status.name()).isEqualTo(name);
    assertThat(status.version()).isEqualTo(version);
  }

  @Test
  void whenYtDlpTakesNoneTheWarningSaysWhatItFound() {
    ToolStatus none = JavaScriptRuntime.ofWord(aTool(), List.of("node-20.20.2 (unsupported)"));

    assertThat(none.works()).isFalse();
    assertThat(none.problem())
        .contains("2026.08.19", "node-20.20.2 (unsupported)", "kinetics setup");
    assertThat(JavaScriptRuntime.ofWord(aTool(), List.of()).works()).isFalse();
  }

  private static Tool aTool() {
    return new Tool("yt-dlp", Path.of("yt-dlp"), Map.of(), "2026.08.19", "PATH");
  }

  @Test
  void aProgramInTheCurrentFolderIsNeverMeant() throws Exception {
    environment.put("PATH", ":.:" + onPath);
    SearchPath path = SearchPath.of(environment);

    assertThat(path.folders()).containsExactly(onPath);
    Files.createDirectories(onPath.resolve("yt-dlp"));
    assertThat(path.find("yt-dlp")).as("a folder is no program").isEmpty();
  }

  private Tools tools(ToolOptions options) {
    return new Tools(runner, options, environment, cache);
  }

  private List<String> arguments(Path ytDlp) throws InterruptedException {
    return tools(new ToolOptions(null, null, ytDlp))
        .ytDlp()
        .run(List.of("--", "a"), Map.of(), null, null)
        .output()
        .lines()
        .toList();
  }

  private void nameFfmpeg() throws IOException {
    environment.put(
        "KINETICS_FFMPEG", Scripts.ffmpeg(folder.resolve("named/ffmpeg"), "6.0").toString());
    environment.put(
        "KINETICS_FFPROBE", Scripts.ffmpeg(folder.resolve("named/ffprobe"), "6.0").toString());
  }
}
