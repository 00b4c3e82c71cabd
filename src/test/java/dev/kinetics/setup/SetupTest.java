package dev.kinetics.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.Scripts;
import dev.kinetics.process.Tool;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SetupTest {
  private static final List<String> ASSETS =
      List.of("yt-dlp_linux", "yt-dlp_linux_aarch64", "yt-dlp_macos", "yt-dlp");
  private static final byte[] PROGRAM =
      "#!/bin/sh\necho 2026.08.01\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final ProcessRunner runner = new ProcessRunner();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final List<String> progress = new ArrayList<>();
  private HttpServer server;
  private Path onPath;
  private Path cache;

  @BeforeEach
  void serveRelease() throws Exception {
    onPath = Files.createDirectories(folder.resolve("bin"));
    cache = folder.resolve("cache");
    environment.put("PATH", onPath.toString());
    environment.put(
        "KINETICS_FFMPEG", Scripts.ffmpeg(folder.resolve("own/ffmpeg"), "6.0").toString());
    environment.put(
        "KINETICS_FFPROBE", Scripts.ffmpeg(folder.resolve("own/ffprobe"), "6.0").toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/release/",
        exchange -> {
          byte[] body = served.get(exchange.getRequestURI().getPath().substring(9));
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          try (exchange) {
            if (body != null) {
              exchange.getResponseBody().write(body);
            }
          }
        });
    server.start();
    environment.put("KINETICS_YT_DLP_RELEASES", "http://127.0.0.1:" + port() + "/release");
    publish(PROGRAM, sha256(PROGRAM));
    environment.put("KINETICS_NPM_REGISTRY", "http://127.0.0.1:" + port() + "/release/none/");
    Scripts.script(onPath.resolve("node"), "echo v22.1.0");
  }

  @AfterEach
  void close() {
    server.stop(0);
    runner.close();
  }

  @Test
  void fetchesTheReleaseOfYtDlp() throws Exception {
    List<Setup.Step> plan = setup().plan(Setup.Refresh.WHEN_OLD);

    assertThat(plan).hasSize(1);
    assertThat(plan.get(0).required()).isTrue();
    assertThat(plan.get(0).description())
        .contains("http://127.0.0.1:" + port() + "/release/yt-dlp")
        .contains(cache.resolve("bin").toString());
    assertThat(cache.resolve("bin")).as("a plan changes nothing").doesNotExist();

    plan.get(0).run();

    assertThat(cache.resolve("bin/yt-dlp")).isExecutable().hasBinaryContent(PROGRAM);
    assertThat(names(cache.resolve("bin"))).containsExactly("yt-dlp");
    Tool tool = new Tools(runner, ToolOptions.none(), environment, cache).ytDlp().tool();
    assertThat(tool.version()).isEqualTo("2026.08.01");
    assertThat(tool.origin()).isEqualTo("cache");
    assertThat(setup().plan(Setup.Refresh.NEVER)).isEmpty();
  }

  @Test
  void anOldYtDlpIsRefreshedInTheCacheAndTheNewerOneTaken() throws Exception {
    Path old = Scripts.ytDlp(onPath.resolve("yt-dlp"), "2023.03.04");

    List<Setup.Step> plan = setup().plan(Setup.Refresh.WHEN_OLD);

    assertThat(plan).hasSize(1);
    assertThat(plan.get(0).required()).as("the old one may do elsewhere").isFalse();
    assertThat(plan.get(0).description()).contains(old.toString()).contains("2023.03.04");
    assertThat(setup().warnings()).anyMatch(line -> line.contains("kinetics setup --update"));

    plan.get(0).run();

    Tool tool = new Tools(runner, ToolOptions.none(), environment, cache).ytDlp().tool();
    assertThat(tool.version()).isEqualTo("2026.08.01");
    assertThat(old).exists();
  }

  @Test
  void anUpdateFetchesItHoweverNewTheOneThatIsThere() throws Exception {
    String today = LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu.MM.dd"));
    Path there = Scripts.ytDlp(cache.resolve("bin/yt-dlp"), today);
    assertThat(setup().plan(Setup.Refresh.WHEN_OLD)).isEmpty();

    List<Setup.Step> plan = setup().plan(Setup.Refresh.NOW);

    assertThat(plan).hasSize(1);
    plan.get(0).run();
    assertThat(there).hasBinaryContent(PROGRAM);

    environment.put("KINETICS_YT_DLP", there.toString());
    assertThat(setup().plan(Setup.Refresh.NOW)).as("what a person named is theirs").isEmpty();
  }

  @Test
  void wherePythonIsNewEnoughTheArchiveIsTaken() throws Exception {
    Scripts.script(onPath.resolve("python3"), "echo Python 3.11.2");
    assertThat(setup().plan(Setup.Refresh.WHEN_OLD).get(0).description())
        .contains("/release/yt-dlp into");

    Scripts.script(onPath.resolve("python3"), "echo Python 3.9.2");
    assertThat(setup().plan(Setup.Refresh.WHEN_OLD).get(0).description())
        .doesNotContain("/release/yt-dlp into");
  }

  @Test
  void refusesAProgramThatIsNotWhatWasPublished() throws Exception {
    publish(PROGRAM, "0".repeat(64));

    assertFails("is not what was published");
  }

  @Test
  void refusesAReleaseWithoutAChecksum() throws Exception {
    served.put("SHA2-256SUMS", "<html>sign in</html>".getBytes(StandardCharsets.UTF_8));

    assertFails("has no checksum of yt-dlp");
  }

  @Test
  void refusesAProgramThatDoesNotRun() throws Exception {
    byte[] broken = "#!/bin/sh\necho 'needs a newer libc' >&2\nexit 1\n".getBytes();
    publish(broken, sha256(broken));

    assertFails("needs a newer libc");
  }

  @Test
  void aMissingReleaseSaysSo() throws Exception {
    served.keySet().removeAll(ASSETS);

    assertFails("answered with HTTP status 404");
  }

  @Test
  void whereTheReleaseCanNotBeReachedThePackageManagerIsAsked() throws Exception {
    try (ServerSocket closed = new ServerSocket(0)) {
      environment.put("KINETICS_YT_DLP_RELEASES", "http://127.0.0.1:" + closed.getLocalPort());
    }
    // Stands for Homebrew: puts a program where PATH leads.
    Scripts.script(
        onPath.resolve("brew"),
        "[ \"$*\" = 'install yt-dlp' ] || exit 1\n"
            + "printf '#!/bin/sh\\necho 2025.05.05\\n' > '"
            + onPath
            + "/yt-dlp'; /bin/chmod +x '"
            + onPath
            + "/yt-dlp'");
    Setup.Step step = setup().plan(Setup.Refresh.WHEN_OLD).get(0);
    assertThat(step.description()).contains("or else install it by brew");

    step.run();

    Tool tool = new Tools(runner, ToolOptions.none(), environment, cache).ytDlp().tool();
    assertThat(tool.path()).isEqualTo(onPath.resolve("yt-dlp"));
    assertThat(progress).anyMatch(line -> line.endsWith("brew install yt-dlp"));
    assertThat(names(cache.resolve("bin"))).isEmpty();
  }

  @Test
  void aToolThatAPersonNamedIsNotReplaced() throws Exception {
    environment.put("KINETICS_YT_DLP", folder.resolve("nowhere").toString());

    assertThatThrownBy(() -> setup().plan(Setup.Refresh.WHEN_OLD))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("KINETICS_YT_DLP");
  }

  @Test
  void anAddressThatIsNoneIsBadInput() {
    environment.put("KINETICS_YT_DLP_RELEASES", "file:///etc");

    assertThatThrownBy(() -> setup().plan(Setup.Refresh.WHEN_OLD))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT));
  }

  @Test
  void warnsAboutAnOldYtDlp() throws Exception {
    Files.delete(onPath.resolve("node"));
    Scripts.ytDlp(onPath.resolve("yt-dlp"), "2023.03.04");

    assertThat(setup().plan(Setup.Refresh.NEVER)).isEmpty();
    assertThat(setup().warnings())
        .as("it would use no runtime")
        .hasSize(1)
        .allMatch(line -> line.contains("yt-dlp 2023.03.04") && line.contains("days old"));
  }

  @Test
  void fetchesDenoOfNpmsRegistryForANewYtDlpThatFindsNoRuntime() throws Exception {
    Files.delete(onPath.resolve("node"));
    byte[] packed = denoPackage("echo 'deno 2.9.6 (stable)'");
    publishDeno(packed, packed);
    String today = LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu.MM.dd"));
    Scripts.script(
        onPath.resolve("yt-dlp"),
        "[ \"$1\" = --version ] && echo "
            + today
            + " && exit\necho \"[debug] Command-line config: $*\" >&2\n"
            + "case \"$*\" in *deno:*) echo '[debug] JS runtimes: deno-2.9.6' >&2;;"
            + " *) echo '[debug] JS runtimes: node-20.20.2 (unsupported)' >&2;; esac; exit 2");
    assertThat(setup().warnings()).hasSize(1).allMatch(line -> line.contains("node-20.20.2"));

    List<Setup.Step> plan = setup().plan(Setup.Refresh.WHEN_OLD);

    assertThat(plan).hasSize(1);
    assertThat(plan.get(0).required()).isFalse();
    assertThat(plan.get(0).description()).contains("/release/npm/@deno/", "SHA-512");
    plan.get(0).run();
    assertThat(cache.resolve("bin/deno")).isExecutable();
    assertThat(names(cache.resolve("bin"))).containsExactly("deno");
    assertThat(setup().plan(Setup.Refresh.WHEN_OLD)).as("yt-dlp is told of it").isEmpty();
    assertThat(setup().warnings()).isEmpty();
  }

  @Test
  void refusesADenoThatIsNotWhatWasPublishedOrDoesNotRun() throws Exception {
    Files.delete(onPath.resolve("node"));
    byte[] packed = denoPackage("echo 'deno 2.9.6 (stable)'");
    publishDeno(packed, denoPackage("echo 'deno 2.9.7 (stable)'"));
    Setup.Step step = denoStep();
    assertThatThrownBy(step::run).hasMessageContaining("not what was published");
    assertThat(cache.resolve("bin/deno")).doesNotExist();

    byte[] broken = denoPackage("exit 1");
    publishDeno(broken, broken);
    assertThatThrownBy(denoStep()::run).hasMessageContaining("does not run");
    assertThat(names(cache.resolve("bin"))).isEmpty();
  }

  @Test
  void anOldYtDlpThatStaysGetsNoRuntime() throws Exception {
    Files.delete(onPath.resolve("node"));
    Scripts.ytDlp(onPath.resolve("yt-dlp"), "2023.03.04");

    assertThat(setup().plan(Setup.Refresh.NEVER)).isEmpty();
    assertThat(setup().plan(Setup.Refresh.WHEN_OLD)).as("the newest does").hasSize(2);
  }

  private Setup.Step denoStep() throws InterruptedException {
    List<Setup.Step> plan = setup().plan(Setup.Refresh.WHEN_OLD);
    return plan.get(plan.size() - 1);
  }

  private static byte[] denoPackage(String script) throws IOException {
    byte[] program = ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
      TarArchiveEntry entry = new TarArchiveEntry("package/deno");
      entry.setSize(program.length);
      tar.putArchiveEntry(entry);
      tar.write(program);
      tar.closeArchiveEntry();
    }
    return packed.toByteArray();
  }

  private void publishDeno(byte[] packed, byte[] promised) throws Exception {
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(promised));
    String registry = "http://127.0.0.1:" + port() + "/release/npm/";
    environment.put("KINETICS_NPM_REGISTRY", registry);
    served.put("npm/deno.tgz", packed);
    for (String platform :
        List.of("linux-x64-glibc", "linux-arm64-glibc", "darwin-x64", "darwin-arm64")) {
      String description =
          "{\"version\":\"2.9.6\",\"dist\":{\"tarball\":\""
              + registry
              + "deno.tgz\",\"integrity\":\"sha512-"
              + hash
              + "\"}}";
      served.put("npm/@deno/" + platform + "/latest", description.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void assertFails(String why) throws Exception {
    Setup.Step step = setup().plan(Setup.Refresh.WHEN_OLD).get(0);

    assertThatThrownBy(step::run)
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining(why)
        .hasMessageContaining("--yt-dlp");
    assertThat(names(cache.resolve("bin"))).isEmpty();
  }

  private Setup setup() {
    return new Setup(runner, ToolOptions.none(), progress::add, environment, cache);
  }

  private void publish(byte[] program, String checksum) {
    StringBuilder sums = new StringBuilder();
    for (String asset : ASSETS) {
      served.put(asset, program);
      sums.append(checksum).append("  ").append(asset).append('\n');
    }
    served.put("SHA2-256SUMS", sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
