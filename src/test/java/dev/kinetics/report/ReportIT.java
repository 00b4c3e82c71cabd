package dev.kinetics.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.Browser;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** {@code report} through the jar, looked at in a browser that has no network. */
class ReportIT {
  private static final String HOSTILE = "<script>document.title='taken'</script>\"' & ";
  private static final String[] LABELS = {"pole vault", "blowing glass", "a 'quoted' <b>class"};

  @TempDir private Path folder;
  private HandMadeDataset dataset;

  /** Nine clips that are there, of three classes; four lost ones; two that nobody asked for. */
  @BeforeEach
  void make() throws IOException {
    dataset = new HandMadeDataset(folder);
    Path video = dataset.piece(Media.MP4, 10);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String id = String.format("there_%05d", i);
      String split = i < 6 ? "train" : "valid";
      Files.copy(video, dataset.name(split, LABELS[i % 3], id));
      lines.add(
          DatasetFixture.done(split, id, Files.size(video), 320, 240, 10)
              .replace("[10,20]", "[0,10]")
              .replace("'media'", "'source':'youtube','media'")
              .replace("\"bytes\"", "\"source\":\"youtube\",\"bytes\""));
    }
    for (int i = 0; i < 4; i++) {
      String id = String.format("lost__%05d", i);
      dataset.name("train", LABELS[i % 2], id);
      String detail = (HOSTILE + "x".repeat(5000)).replace("\"", "\\\"");
      lines.add(
          DatasetFixture.line("download", "train", id, i == 3 ? "closed" : "gone", "")
              .replace(
                  "\"reason\":\"\"",
                  "\"reason\":\"" + (i == 3 ? HOSTILE.replace("\"", "\\\"") : "deleted") + "\"")
              .replaceFirst("}$", ",\"detail\":\"" + detail.replace("\\", "\\\\") + "\"}"));
    }
    dataset.name("train", LABELS[0], "open__00000");
    dataset.name("valid", LABELS[1], "open__00001");
    String header =
        "{\"schema\":1,\"time\":\"2026-01-02T03:00:00Z\",\"job\":\"download\","
            + "\"release\":\"400\",\"wanted\":15,\"version\":\"1.2.3\",\"command\":[\"download\","
            + "\"--all\",\"<b>bold</b>\"],\"tools\":{\"yt-dlp\":\"2025.11.12\"}}\n";
    String block =
        "{\"block\":\"HTTP Error 429\",\"time\":\"2026-01-02T03:01:00Z\","
            + "\"until\":\"2026-01-02T03:31:00Z\"}\n";
    Path runs = folder.resolve("dataset/.kinetics/journal/runs");
    Files.createDirectories(runs);
    Files.writeString(runs.resolve("20260102T030405Z-test.jsonl"), header + block);
    new DatasetFixture(new dev.kinetics.dataset.DatasetLayout(folder.resolve("dataset")))
        .journal("20260102T030405Z-test", lines.toArray(String[]::new));
  }

  private Path report(String... more) {
    Kinetics.Result result = dataset.run("report", more);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    Path page = folder.resolve("report.html");
    assertThat(page).exists();
    assertThat(result.out()).isEqualTo("report.html\n");
    return page;
  }

  @Test
  void showsTheFiguresOfStatsAndAnswersThePerson() throws Exception {
    Path page = report("--threshold", "3");
    JsonNode figures = new ObjectMapper().readTree(dataset.run("stats", "--json", "-d").out());
    try (Browser browser = new Browser(page)) {
      assertThat(browser.script("return document.documentElement.dataset.ready")).isEqualTo("true");
      assertThat(browser.script("return document.title")).asString().startsWith("Kinetics 400");
      splitsAreThoseOf(figures, browser);
      classesSortAndFilter(figures, browser);
      aClassOpens(browser);
      reasonsAreText(browser);
      runsAreShown(browser);
      picturesAreFramesOfTheClips(browser);
      assertThat(browser.accessibilityFaults()).isEmpty();
      browser.dark(true);
      assertThat(browser.accessibilityFaults()).isEmpty();
      browser.resize(500, 900);
      assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(browser.console()).isEmpty();
      assertThat(browser.requests())
          .isNotEmpty()
          .allSatisfy(
              address ->
                  assertThat(address)
                      .matches(
                          "\\Qfile://"
                              + folder.toRealPath()
                              + "\\E/(report\\.html|dataset/.*\\.mp4)"));
    }
  }

  private static void splitsAreThoseOf(JsonNode figures, Browser browser) {
    for (String split : List.of("train", "valid", "all")) {
      JsonNode expected = split.equals("all") ? figures.get("all") : figures.at("/splits/" + split);
      List<String> cells = browser.texts(".split-row[data-split=" + split + "] td");
      assertThat(cells).hasSize(7);
      assertThat(cells.get(0)).isEqualTo(expected.get("wanted").asText());
      for (int i = 0; i < ReportPage.STATES.size(); i++) {
        assertThat(cells.get(i + 1).split("\\s")[0])
            .as(split + " " + ReportPage.STATES.get(i))
            .isEqualTo(expected.get(ReportPage.STATES.get(i)).asText());
      }
    }
    assertThat(browser.find(".sources").getText()).contains("youtube 9");
  }

  private static void classesSortAndFilter(JsonNode figures, Browser browser) {
    assertThat(browser.texts(".open-class")).containsExactly(LABELS[2], LABELS[1], LABELS[0]);
    browser.all("#class-table thead button").get(2).click(); // wanted
    assertThat(browser.texts(".open-class")).containsExactly(LABELS[1], LABELS[0], LABELS[2]);
    long wanted =
        figures.at("/splits/train/classes/blowing glass/wanted").asLong()
            + figures.at("/splits/valid/classes/blowing glass/wanted").asLong();
    assertThat(browser.texts("#class-table tbody td:nth-child(3)").get(0))
        .isEqualTo(Long.toString(wanted));
    browser.all("#class-table thead button").get(2).click();
    assertThat(browser.texts(".open-class").get(0)).isEqualTo(LABELS[2]);
    assertThat(browser.texts(".badge")).isEmpty();
    browser.find("#filter").sendKeys("GLASS");
    assertThat(browser.texts(".open-class")).containsExactly(LABELS[1]);
    assertThat(browser.find("#shown").getText()).isEqualTo("1 class");
    browser.script(
        "const f = document.getElementById('filter'); f.value = '';"
            + " f.dispatchEvent(new Event('input'))");
    assertThat(browser.texts(".open-class")).hasSize(3);
  }

  private static void aClassOpens(Browser browser) {
    browser.all(".open-class").stream()
        .filter(button -> button.getText().equals(LABELS[0]))
        .findFirst()
        .orElseThrow()
        .click();
    assertThat(browser.find("#class-title").getText()).isEqualTo(LABELS[0]);
    assertThat(browser.texts("#class-clips th"))
        .containsExactlyInAnyOrder(
            "there_00000",
            "there_00003",
            "there_00006",
            "lost__00000",
            "lost__00002",
            "open__00000");
    assertThat(
            browser.texts("#class-clips tr").stream().filter(row -> row.startsWith("lost__00000")))
        .containsExactly("lost__00000 train gone deleted");
    assertThat(browser.all("#class-samples img")).hasSize(3);
    assertThat(browser.find("#class-clips a").getAttribute("href"))
        .endsWith("/dataset/train/pole_vault/there_00000.mp4");
    browser.find("#class-close").click();
  }

  private static void runsAreShown(Browser browser) {
    assertThat(browser.find(".speed").getText())
        .isEqualTo("9 clips a day on average over 1 day with new clips, at most 9");
    assertThat(browser.texts(".runs tbody tr"))
        .containsExactly(
            "2 January 2026, 03:00 UTC download 15 1 30m 00s\ndownload --all <b>bold</b>\n"
                + "kinetics 1.2.3, yt-dlp 2025.11.12");
  }

  private static void reasonsAreText(Browser browser) {
    List<String> rows = browser.texts(".reasons tbody tr");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).startsWith("gone deleted 3").contains(HOSTILE.strip().substring(0, 30));
    assertThat(rows.get(1)).contains("<script>document.title='taken'</script>");
  }

  /** Each picture shows three frames of its clip: the same that ffmpeg gives at those moments. */
  private void picturesAreFramesOfTheClips(Browser browser) throws IOException {
    List<WebElement> samples = browser.all("#sheet .sample");
    assertThat(samples).hasSize(9);
    WebElement sample = samples.get(0);
    browser.script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", sample);
    String address =
        (String) browser.script("return arguments[0].querySelector('img').src", sample);
    assertThat(address).startsWith("data:image/jpeg;base64,");
    Path picture =
        Files.write(
            folder.resolve("picture.jpg"),
            Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1)));
    Path clip = Path.of(java.net.URI.create(sample.getAttribute("href")));
    byte[] shown = gray(picture, "0", "scale=480:90");
    for (int i = 0; i < 3; i++) {
      byte[] frame =
          gray(
              clip,
              List.of("1", "4.5", "8").get(i),
              "scale=160:90:force_original_aspect_ratio=decrease:force_divisible_by=2,"
                  + "pad=160:90:-1:-1");
      long difference = 0;
      for (int y = 0; y < 90; y++) {
        for (int x = 0; x < 160; x++) {
          difference +=
              Math.abs((shown[y * 480 + i * 160 + x] & 0xFF) - (frame[y * 160 + x] & 0xFF));
        }
      }
      assertThat(difference / (90.0 * 160)).as("part " + i + " of " + clip).isLessThan(8);
    }
    browser.pointAt(sample);
    assertThat(browser.script("return document.querySelector('.sample video').src"))
        .isEqualTo(sample.getAttribute("href"));
  }

  private static byte[] gray(Path file, String time, String scale) {
    List<String> arguments = new ArrayList<>();
    if (!time.equals("0")) {
      arguments.addAll(List.of("-ss", time));
    }
    arguments.addAll(List.of("-i", file.toString(), "-frames:v", "1", "-vf", scale));
    arguments.addAll(List.of("-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"));
    return TestTools.ffmpeg(arguments);
  }

  @Test
  void aSecondReportMakesNoPictureAgain() throws IOException {
    report();
    List<Path> pictures = pictures();
    assertThat(pictures).hasSize(9);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (Path picture : pictures) {
      Files.setLastModifiedTime(picture, old);
    }
    report();
    assertThat(pictures()).isEqualTo(pictures);
    for (Path picture : pictures) {
      assertThat(Files.getLastModifiedTime(picture)).isEqualTo(old);
    }
  }

  private List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("dataset/.kinetics/pictures"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aDamagedClipCostsItsOwnPictureAlone() throws IOException {
    Files.writeString(folder.resolve("dataset/train/pole_vault/there_00000.mp4"), "no video");
    String page = Files.readString(report());
    assertThat(page)
        .contains("Three frames of there_00003")
        .doesNotContain("Three frames of there_00000");
  }

  @Test
  void withoutPicturesNothingIsMade() throws IOException {
    assertThat(Files.readString(report("--no-samples"))).doesNotContain("id=\"sheet\"");
    assertThat(folder.resolve("dataset/.kinetics/pictures")).doesNotExist();
  }

  @Test
  void sameSeedSameClips() throws IOException {
    String first = Files.readString(report("--samples", "1", "--seed", "5"));
    String second = Files.readString(report("--samples", "1", "--seed", "5"));
    assertThat(sampled(second)).isEqualTo(sampled(first)).hasSize(3);
  }

  private static List<String> sampled(String page) {
    return Stream.of(page.split("alt=\"Three frames of "))
        .skip(1)
        .map(s -> s.substring(0, 11))
        .toList();
  }

  /** Noise makes the largest pictures: these clips together have more than a page should take. */
  @Test
  void picturesThatAreTooManyForThePageLieBesideIt() throws Exception {
    Path noise = folder.resolve("noise.mp4");
    List<String> makeNoise = new ArrayList<>();
    makeNoise.addAll(List.of("-f", "lavfi", "-i", "color=gray:s=160x90:r=1:d=10"));
    makeNoise.addAll(List.of("-vf", "noise=alls=100:allf=t", "-c:v", "libx264", "-qp", "0"));
    makeNoise.addAll(List.of("-pix_fmt", "yuv420p", "-preset", "ultrafast", noise.toString()));
    TestTools.ffmpeg(makeNoise);
    for (int i = 0; i < 450; i++) {
      Files.createLink(
          dataset.name("train", String.format("class %03d", i), String.format("noise_%05d", i)),
          noise);
    }
    Path page = report();
    Path beside = folder.resolve("report_files");
    assertThat(page).satisfies(file -> assertThat(Files.size(file)).isLessThan(4L << 20));
    try (Stream<Path> files = Files.list(beside)) {
      assertThat(files).hasSize(459);
    }
    assertThat(Files.readString(page))
        .doesNotContain("data:image/jpeg")
        .contains("src=\"./report_files/");
    try (Browser browser = new Browser(page)) {
      assertThat(
              browser.script(
                  "const image = document.querySelector('.sample img'); image.loading = 'eager';"
                      + " return image.decode().then(() => image.naturalWidth)"))
          .isEqualTo(480L);
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void aPageThatCantBeWrittenIsOneLine() {
    Kinetics.Result result = dataset.run("report", "--no-samples", "--out", "list.csv/report.html");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("list.csv/report.html").contains("--out");
  }
}
