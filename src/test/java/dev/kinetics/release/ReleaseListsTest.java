package dev.kinetics.release;

import static dev.kinetics.annotations.Release.KINETICS_400;
import static dev.kinetics.annotations.Release.KINETICS_600;
import static dev.kinetics.annotations.Release.KINETICS_700;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches from a server on the loopback interface; lists are a hundred times shorter than real. */
@Timeout(60)
class ReleaseListsTest {
  private static final String ARCHIVE_400 = "/datasets/kinetics400.tar.gz";
  private static final String ARCHIVE_600 = "/datasets/kinetics600.tar.gz";
  private static final int SHORTER = 100;
  private static final int LONGEST = 8 << 20;

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<Long> progressed = new CopyOnWriteArrayList<>();
  private ListServer server;
  @TempDir private Path folder;

  @BeforeEach
  void startServer() throws IOException {
    server = new ListServer();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  // What is there

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEMO")
  void everyReleaseResolvesFromThePublisher(Release release) {
    byte[] archive = SampleLists.archive(release, split -> clips(release, split));
    server.serve("/datasets/" + release.archiveName() + ".tar.gz", archive);

    Path list = lists().get(release);

    assertThat(list).hasBinaryContent(archive).hasFileName(release.archiveName() + ".tar.gz");
    assertThat(rows(list, Split.VALID)).isEqualTo(clips(release, Split.VALID));
    assertThat(lists().get(release)).isEqualTo(list);
    assertThat(server.requests).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"KINETICS_400", "KINETICS_600", "KINETICS_700_2020"})
  void theMirrorsListsStandInForThePublisher(Release release) {
    serveMirror(release);

    Path list = lists().get(release);

    assertThat(list).isDirectoryContaining("glob:**/valid.csv");
    for (Split split : Split.values()) {
      assertThat(rows(list, split)).isEqualTo(clips(release, split));
    }
    assertThat(notes)
        .anyMatch(note -> note.contains("404") && note.contains("trying another address"));
    assertThat(lists().cached(release).orElseThrow().address())
        .hasToString(hosts().mirror().toString() + "/" + release.mirrorName() + "/annotations");
  }

  @Test
  void aFullSizedListPassesTheStandardCheck() {
    byte[] archive = SampleLists.archive(KINETICS_400, KINETICS_400::publishedClips);
    server.serve(ARCHIVE_400, archive);
    ReleaseLists lists = new ReleaseLists(hosts(), folder, FetchProgress.none());
    lists.get(KINETICS_400);
    assertThat(lists.cached(KINETICS_400).orElseThrow().clips())
        .containsEntry(Split.TRAIN, 246_534L)
        .containsEntry(Split.VALID, 19_906L)
        .containsEntry(Split.TEST, 39_805L);
  }

  @Test
  void theCacheTellsWhatItHolds() throws IOException {
    assertThat(lists().cached(KINETICS_400)).isEmpty();
    byte[] archive = serve400();
    Instant before = Instant.now();
    Path list = lists().get(KINETICS_400);

    CachedList cached = lists().cached(KINETICS_400).orElseThrow();

    assertThat(cached.path()).isEqualTo(list);
    assertThat(cached.address()).isEqualTo(hosts().archive(KINETICS_400));
    assertThat(cached.fetched()).isBetween(before, Instant.now());
    assertThat(cached.bytes()).isEqualTo(archive.length);
    assertThat(cached.clips()).containsEntry(Split.TEST, (long) clips(KINETICS_400, Split.TEST));
    assertThat(progressed).endsWith((long) archive.length);
    assertThat(lists().cached(KINETICS_600)).isEmpty();
  }

  @Test
  void aListThatSomebodyCutShortIsFetchedAgain() throws IOException {
    byte[] archive = serve400();
    Path list = lists().get(KINETICS_400);
    Files.write(list, Arrays.copyOf(archive, 1000));
    assertThat(lists().cached(KINETICS_400)).isEmpty();
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
  }

  @Test
  void theDemoIsNotFetched() {
    assertThatThrownBy(() -> lists().get(Release.DEMO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Cuts

  static Stream<Double> cuts() {
    return Stream.of(0.0, 0.000_1, 0.3, 0.999, 1.0);
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void aCutTransferGoesOnWhereItBroke(double share) {
    byte[] archive = serve400();
    int cut = Math.min(archive.length - 1, (int) (share * archive.length));
    AtomicInteger asked = new AtomicInteger();
    server.on(
        ARCHIVE_400,
        (request, out) ->
            ListServer.send(
                archive, request, out, asked.getAndIncrement() == 0 ? cut : archive.length));

    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);

    assertThat(server.requests).hasSize(2);
    assertThat(server.requests.get(1).header("range"))
        .isEqualTo(cut == 0 ? "" : "bytes=" + cut + "-");
    assertThat(server.requests.get(1).header("if-range").isEmpty()).isEqualTo(cut == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 2000})
  void aLaterRunGoesOnWhereThisOneGaveUp(int piece) {
    byte[] archive = serve400();
    server.on(ARCHIVE_400, (request, out) -> ListServer.send(archive, request, out, piece));
    assertUnavailable(() -> lists().get(KINETICS_400));
    int tries = server.requests.size() - 1; // The last one asked the mirror.
    server.serve(ARCHIVE_400, archive);

    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);

    assertThat(last().header("range")).isEqualTo("bytes=" + tries * piece + "-");
    assertThat(tries).isEqualTo(4);
  }

  @Test
  void aKilledRunIsGoneOnWith() throws Exception {
    byte[] archive = serve400();
    CountDownLatch half = new CountDownLatch(1);
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          ListServer.send(archive, request, out, archive.length / 2);
          half.countDown();
          Thread.sleep(60_000);
        });
    Process killed = fetchInAProcess();
    assertThat(half.await(30, TimeUnit.SECONDS)).isTrue();
    Path partial = folder.resolve("kinetics400/partial/kinetics400.tar.gz");
    while (!Files.exists(partial) || Files.size(partial) < archive.length / 2) {
      Thread.sleep(10);
    }
    killed.destroyForcibly().waitFor();
    server.serve(ARCHIVE_400, archive);

    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);

    assertThat(last().header("range")).isEqualTo("bytes=" + archive.length / 2 + "-");
  }

  private Process fetchInAProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Fetcher.class.getName(),
            server.publisher().toString(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Fetches 400 in a process of its own. */
  static final class Fetcher {
    public static void main(String[] arguments) {
      ReleaseHosts hosts =
          new ReleaseHosts(URI.create(arguments[0]), URI.create("http://127.0.0.1:1"));
      new ReleaseLists(
              hosts,
              Path.of(arguments[1]),
              FetchProgress.none(),
              ProxySelector.of(null),
              Patience.SHORT,
              LONGEST,
              new ListCheck(ReleaseListsTest::clips, 32 << 20))
          .get(KINETICS_400);
    }
  }

  @Test
  void aWholeFileThatWasNotYetCheckedIsNotFetchedTwice() throws IOException {
    byte[] archive = serve400();
    server.on(ARCHIVE_400, (request, out) -> ListServer.send(archive, request, out, 5));
    assertUnavailable(() -> lists().get(KINETICS_400));
    Files.write(folder.resolve("kinetics400/partial/kinetics400.tar.gz"), archive);
    server.serve(ARCHIVE_400, archive);

    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);

    assertThat(last().header("range")).isEqualTo("bytes=" + archive.length + "-");
  }

  @Test
  void aServerWithoutRangesIsAskedForTheWholeFileAgain() {
    byte[] archive = serve400();
    AtomicInteger asked = new AtomicInteger();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          ListServer.Request whole = new ListServer.Request(request.path(), Map.of());
          int most = asked.getAndIncrement() == 0 ? 5000 : archive.length;
          ListServer.send(archive, whole, out, most);
        });
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(asked).hasValue(2);
  }

  @Test
  void anotherFileBehindTheSameAddressIsFetchedFromItsStart() {
    byte[] old = SampleLists.archive(KINETICS_400, split -> clips(KINETICS_400, split) + 7);
    server.on(ARCHIVE_400, (request, out) -> ListServer.send(old, request, out, 2000));
    assertUnavailable(() -> lists().get(KINETICS_400));
    byte[] archive = serve400();
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
  }

  @Test
  void aFileThatChangedUnseenBetweenTwoPartsIsFetchedFromItsStart() {
    byte[] archive = serve400();
    byte[] old = archive.clone();
    Arrays.fill(old, 2000, 6000, (byte) 7);
    server.on(ARCHIVE_400, (request, out) -> sendWithoutEtag(old, request, out, 1500));
    assertUnavailable(() -> lists().get(KINETICS_400));
    server.on(
        ARCHIVE_400, (request, out) -> sendWithoutEtag(archive, request, out, archive.length));
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(last().header("range")).isEmpty();
  }

  @Test
  void partsThatWereNotAskedForAreNotTaken() {
    byte[] archive = serve400();
    AtomicInteger asked = new AtomicInteger();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          switch (asked.getAndIncrement()) {
            case 0 -> ListServer.send(archive, request, out, 5000);
            case 1 -> {
              int from = 4000;
              ListServer.write(
                  out,
                  "HTTP/1.1 206 Part\r\nContent-Length: "
                      + (archive.length - from)
                      + ("\r\nContent-Range: bytes " + from + "-" + (archive.length - 1))
                      + ("/" + archive.length + "\r\n\r\n"));
              out.write(archive, from, archive.length - from);
            }
            default -> ListServer.send(archive, request, out);
          }
        });
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aMirrorsCutListGoesOnToo() {
    serveMirror(KINETICS_400);
    byte[] train = SampleLists.csv(Split.TRAIN, clips(KINETICS_400, Split.TRAIN));
    server.on(
        "/mirror/400/annotations/train.csv",
        (request, out) -> ListServer.send(train, request, out, 40_000));
    assertThat(lists().get(KINETICS_400).resolve("train.csv")).hasBinaryContent(train);
  }

  // Servers that fail

  @Test
  void aMomentaryFaultIsTriedAgain() {
    byte[] archive = serve400();
    AtomicInteger asked = new AtomicInteger();
    List<String> faults = List.of("503 Busy", "429 Slow", "500 Broken");
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          int turn = asked.getAndIncrement();
          if (turn < faults.size()) {
            ListServer.status(faults.get(turn)).write(request, out);
          } else {
            ListServer.send(archive, request, out);
          }
        });
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"404 Not Found", "403 Forbidden", "410 Gone", "204 Empty", "304 Same"})
  void aRefusalIsNotAskedTwice(String status) {
    server.on(ARCHIVE_400, ListServer.status(status));
    assertUnavailable(() -> lists().get(KINETICS_400));
    assertThat(server.asked(ARCHIVE_400)).isEqualTo(1);
  }

  @Test
  void whenNothingAnswersTheLineSaysWhatToGetByHand() throws IOException {
    URI closed = closedPort();
    ReleaseHosts hosts = new ReleaseHosts(closed, closed);
    KineticsException error = assertUnavailable(() -> lists(hosts).get(KINETICS_400));
    assertThat(error)
        .hasMessageContaining(closed + "/kinetics400.tar.gz")
        .hasMessageContaining("--annotations")
        .hasMessageContaining("can't be connected to");
    assertNothingCached(KINETICS_400);
  }

  @Test
  void anUnknownHostIsSaidToBeUnknown() {
    URI nowhere = URI.create("http://lists.invalid");
    assertThat(assertUnavailable(() -> lists(new ReleaseHosts(nowhere, nowhere)).get(KINETICS_400)))
        .hasMessageContaining("lists.invalid can't be resolved");
  }

  @Test
  void aReleaseThatTheMirrorLacksIsNotAskedForThere() {
    assertThat(assertUnavailable(() -> lists().get(KINETICS_700)))
        .hasMessageContaining("kinetics700.tar.gz");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aSilentServerIsGivenUpAfterTwoTries() {
    server.on("/datasets/kinetics700.tar.gz", (request, out) -> Thread.sleep(60_000));
    assertThat(assertUnavailable(() -> hasty().get(KINETICS_700)))
        .hasMessageContaining("does not answer");
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void aServerThatStopsSendingIsLeftAndAskedForTheRest() {
    byte[] archive = serve400();
    AtomicInteger asked = new AtomicInteger();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          if (asked.getAndIncrement() == 0) {
            ListServer.send(archive, request, out, 7000);
            Thread.sleep(60_000);
          }
          ListServer.send(archive, request, out);
        });
    assertThat(hasty().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(last().header("range")).isEqualTo("bytes=7000-");
  }

  @Test
  void slowIsNotStalled() {
    byte[] archive = serve400();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          ListServer.send(archive, request, out, 0);
          int part = archive.length / 8;
          for (int from = 0; from < archive.length; from += part) {
            Thread.sleep(150);
            out.write(archive, from, Math.min(part, archive.length - from));
            out.flush();
          }
        });
    assertThat(hasty().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aServerThatNeverEndsIsLeft() throws IOException {
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          ListServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            out.write(new byte[1 << 16]);
          }
        });
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining("too long");
    assertNothingCached(KINETICS_400);
    assertThat(server.asked(ARCHIVE_400)).isEqualTo(1);
    assertThat(Files.size(folder.resolve("kinetics400/partial/kinetics400.tar.gz"))).isZero();
  }

  @Test
  void aFileThatIsTooLongIsNotEvenBegun() {
    server.on(
        ARCHIVE_400,
        (request, out) ->
            ListServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"));
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining("too long");
  }

  @Test
  void aServerThatSpeaksNoHttpIsLeft() {
    server.on(ARCHIVE_400, (request, out) -> ListServer.write(out, "HELLO\r\n\r\n\r\n"));
    assertUnavailable(() -> lists().get(KINETICS_400));
  }

  @Test
  void redirectsAreFollowed() {
    byte[] archive = serve400();
    server.serve("/elsewhere", archive);
    server.on("/datasets/moved", ListServer.redirect(server.publisher() + "/../elsewhere"));
    server.on("/datasets/../elsewhere", ListServer.redirect("/elsewhere"));
    server.on(ARCHIVE_400, ListServer.redirect("moved"));
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {ARCHIVE_400, "file:///etc/passwd", "ftp://127.0.0.1/", "http://%%", "", "http:"})
  void redirectsThatLeadNowhereAreNot(String location) {
    server.on(ARCHIVE_400, ListServer.redirect(location));
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining("redirect");
  }

  @Test
  void aProxyIsUsed() {
    byte[] archive = SampleLists.archive(KINETICS_400, split -> clips(KINETICS_400, split));
    server.serve("http://lists.invalid/kinetics400.tar.gz", archive);
    URI nowhere = URI.create("http://lists.invalid");
    ProxySelector proxy =
        ProxySelector.of(new InetSocketAddress("127.0.0.1", server.publisher().getPort()));
    assertThat(lists(new ReleaseHosts(nowhere, nowhere), proxy).get(KINETICS_400))
        .hasBinaryContent(archive);
  }

  // What is no list of the release

  static Stream<Arguments> badArchives() {
    byte[] good = SampleLists.archive(KINETICS_400, split -> clips(KINETICS_400, split));
    byte[] page = "<!doctype html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8);
    byte[] damaged = good.clone();
    damaged[good.length / 2] ^= 0x55;
    String list = "kinetics400/train.csv";
    byte[] columns = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        Arguments.of("a page", page, "no annotation list"),
        Arguments.of("a gzipped page", SampleLists.gzip(page), "no annotation list"),
        Arguments.of("nothing", new byte[0], "no annotation list"),
        Arguments.of("cut", Arrays.copyOf(good, good.length * 2 / 3), "damaged or cut off"),
        Arguments.of("cut by a byte", Arrays.copyOf(good, good.length - 1), "damaged or cut off"),
        Arguments.of("damaged", damaged, "damaged or cut off"),
        Arguments.of("empty", SampleLists.archive(Map.of()), "no annotation list"),
        Arguments.of("columns", SampleLists.archive(Map.of(list, columns)), "no annotation list"),
        Arguments.of("a bomb", SampleLists.gzip(new byte[64 << 20]), "unpacks to more than"),
        Arguments.of("no test list", archiveWith(Split.TEST, 0), "0 test clips"),
        Arguments.of(
            "too few rows", archiveWith(Split.VALID, 150), "150 valid clips, where 400 has about"),
        Arguments.of("too many rows", archiveWith(Split.TRAIN, 3300), "3300 train clips"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badArchives")
  void whatIsNoListOfTheReleaseIsNeverCached(String what, byte[] content, String message)
      throws IOException {
    server.serve(ARCHIVE_400, content);
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining(message);
    assertNothingCached(KINETICS_400);
    byte[] archive = serve400();
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
    assertThat(last().header("range")).isEmpty();
  }

  @Test
  void aWebPageIsKnownByItsType() {
    server.on(
        ARCHIVE_400,
        (request, out) ->
            ListServer.write(
                out, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\n\r\n<html>"));
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining("web page");
  }

  @Test
  void aPageInPlaceOfAMirrorsListIsNoList() throws IOException {
    serveMirror(KINETICS_400);
    server.serve(
        "/mirror/400/annotations/val.csv", "<html></html>".getBytes(StandardCharsets.UTF_8));
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400))).hasMessageContaining("val.csv");
    assertNothingCached(KINETICS_400);
  }

  @Test
  void aMirrorWithTooFewRowsIsNotTaken() throws IOException {
    serveMirror(KINETICS_400);
    server.serve("/mirror/400/annotations/val.csv", SampleLists.csv(Split.VALID, 5));
    assertThat(assertUnavailable(() -> lists().get(KINETICS_400)))
        .hasMessageContaining("5 valid clips");
    assertNothingCached(KINETICS_400);
  }

  // 600 at the mirror

  @Test
  void theLongerOfTwoListsIsTaken() {
    serveMirror(KINETICS_600);
    int train = clips(KINETICS_600, Split.TRAIN);
    int valid = clips(KINETICS_600, Split.VALID);
    server.serve("/mirror/600/annotations/train.csv", SampleLists.csv(Split.TRAIN, train / 2));
    server.serve("/mirror/600/annotations/train.txt", SampleLists.csv(Split.TRAIN, train));
    server.serve("/mirror/600/annotations/val.txt", SampleLists.csv(Split.VALID, valid / 2));

    Path list = lists().get(KINETICS_600);

    assertThat(rows(list, Split.TRAIN)).isEqualTo(train);
    assertThat(rows(list, Split.VALID)).isEqualTo(valid);
    assertThat(server.asked(ARCHIVE_600)).isEqualTo(1);
  }

  @Test
  void aListThatIsThereOnlyAsTextIsTaken() {
    serveMirror(KINETICS_600);
    int train = clips(KINETICS_600, Split.TRAIN);
    server.on("/mirror/600/annotations/train.csv", ListServer.status("403 Forbidden"));
    server.serve("/mirror/600/annotations/train.txt", SampleLists.csv(Split.TRAIN, train));
    assertThat(rows(lists().get(KINETICS_600), Split.TRAIN)).isEqualTo(train);
  }

  // Refreshing

  @Test
  void refreshingTakesTheNewList() throws IOException {
    byte[] old = serve400();
    Path before = lists().get(KINETICS_400);
    byte[] archive = SampleLists.archive(KINETICS_400, split -> clips(KINETICS_400, split) + 3);
    server.serve(ARCHIVE_400, archive);

    Path after = lists().refresh(KINETICS_400);

    assertThat(after).hasBinaryContent(archive);
    assertThat(lists().get(KINETICS_400)).isEqualTo(after);
    assertThat(before).as("a run may be reading it").hasBinaryContent(old);
    for (int i = 0; i < 3; i++) {
      lists().refresh(KINETICS_400);
    }
    try (Stream<Path> places = Files.list(folder.resolve("kinetics400"))) {
      assertThat(places.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "partial", "4", "5");
    }
  }

  @Test
  void refreshingKeepsTheOldListWhenTheNewOneIsBad() throws IOException {
    byte[] archive = serve400();
    Path list = lists().get(KINETICS_400);
    server.serve(ARCHIVE_400, Arrays.copyOf(archive, archive.length / 2));
    assertThat(assertUnavailable(() -> lists().refresh(KINETICS_400)))
        .hasMessageContaining("go on with the cached list");
    assertThat(lists().get(KINETICS_400)).isEqualTo(list).hasBinaryContent(archive);
  }

  @Test
  void refreshingMayGoFromTheMirrorToThePublisher() {
    serveMirror(KINETICS_400);
    assertThat(lists().get(KINETICS_400)).isDirectory();
    byte[] archive = serve400();
    assertThat(lists().refresh(KINETICS_400)).hasBinaryContent(archive);
  }

  // Several at once

  @Test
  void severalAtOnceFetchOnce() throws Exception {
    byte[] archive = serve400();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          Thread.sleep(300);
          ListServer.send(archive, request, out);
        });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> get = () -> lists().get(KINETICS_400);
      Set<Path> paths =
          threads.invokeAll(List.of(get, get, get, get)).stream()
              .map(ReleaseListsTest::result)
              .collect(Collectors.toSet());
      assertThat(paths).hasSize(1).allSatisfy(p -> assertThat(p).hasBinaryContent(archive));
      assertThat(server.requests).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void severalProcessesAtOnceFetchOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    byte[] archive = serve400();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          asked.countDown();
          Thread.sleep(500);
          ListServer.send(archive, request, out);
        });
    Process other = fetchInAProcess();
    try {
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
      assertThat(notes).first().asString().contains("another run");
      assertThat(server.requests).hasSize(1);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void anInterruptEndsTheFetch() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    byte[] archive = serve400();
    server.on(
        ARCHIVE_400,
        (request, out) -> {
          ListServer.send(archive, request, out, 100);
          asked.countDown();
          Thread.sleep(60_000);
        });
    List<Object> seen = new ArrayList<>();
    Thread fetching =
        new Thread(
            () -> {
              KineticsException error =
                  catchThrowableOfType(KineticsException.class, () -> lists().get(KINETICS_400));
              seen.add(error.exitCode());
              seen.add(Thread.currentThread().isInterrupted());
            });
    fetching.start();
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    fetching.interrupt();
    fetching.join(10_000);
    assertThat(seen).containsExactly(ExitCode.UNAVAILABLE, true);
  }

  @Test
  void anInterruptWhileTheDiskIsWorkedWithEndsTheFetchToo() {
    byte[] archive = serve400();
    FetchProgress whenABitIsThere =
        new FetchProgress() {
          @Override
          public void bytes(String what, long done, long total) {
            Thread.currentThread().interrupt();
          }

          @Override
          public void note(String line) {}
        };
    FetchProgress whenItIsChecked =
        new FetchProgress() {
          @Override
          public void bytes(String what, long done, long total) {}

          @Override
          public void note(String line) {
            Thread.currentThread().interrupt();
          }
        };
    for (FetchProgress progress : List.of(whenABitIsThere, whenItIsChecked)) {
      ReleaseLists interrupted =
          lists(hosts(), ProxySelector.of(null), progress, Duration.ofSeconds(20), 20_000);
      KineticsException error =
          catchThrowableOfType(KineticsException.class, () -> interrupted.get(KINETICS_400));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(error.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(error).hasMessageContaining("was interrupted");
    }
    assertThat(lists().get(KINETICS_400)).hasBinaryContent(archive);
  }

  @Test
  void aCacheThatCantBeWrittenIsBadInput() throws IOException {
    Files.writeString(folder.resolve("kinetics400"), "in the way");
    assertThatThrownBy(() -> lists().get(KINETICS_400))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining("KINETICS_CACHE");
    assertThat(server.requests).isEmpty();
  }

  // How the tests say it

  private ReleaseHosts hosts() {
    return new ReleaseHosts(server.publisher(), server.mirror());
  }

  private ReleaseLists lists() {
    return lists(hosts());
  }

  private ReleaseLists lists(ReleaseHosts hosts) {
    return lists(hosts, ProxySelector.of(null));
  }

  private ReleaseLists lists(ReleaseHosts hosts, ProxySelector proxies) {
    FetchProgress progress =
        new FetchProgress() {
          @Override
          public void bytes(String what, long done, long total) {
            progressed.add(done);
          }

          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    return lists(hosts, proxies, progress, Duration.ofSeconds(20), 20_000);
  }

  private ReleaseLists lists(
      ReleaseHosts hosts,
      ProxySelector proxies,
      FetchProgress progress,
      Duration answer,
      long stallMillis) {
    return new ReleaseLists(
        hosts,
        folder,
        progress,
        proxies,
        new Patience(answer, Duration.ofMillis(stallMillis), Duration.ofMillis(10), 4, 2, 1 << 20),
        LONGEST,
        new ListCheck(ReleaseListsTest::clips, 32 << 20));
  }

  /** Gives a server 0.75 s to answer, and as long between two bytes. */
  private ReleaseLists hasty() {
    return lists(
        hosts(), ProxySelector.of(null), FetchProgress.none(), Duration.ofMillis(500), 750);
  }

  private static int clips(Release release, Split split) {
    return release.publishedClips(split) / SHORTER;
  }

  private static byte[] archiveWith(Split split, int clips) {
    return SampleLists.archive(
        KINETICS_400, each -> each == split ? clips : clips(KINETICS_400, each));
  }

  private byte[] serve400() {
    byte[] archive = SampleLists.archive(KINETICS_400, split -> clips(KINETICS_400, split));
    server.serve(ARCHIVE_400, archive);
    return archive;
  }

  private void serveMirror(Release release) {
    for (Split split : Split.values()) {
      server.serve(
          "/mirror/"
              + release.mirrorName()
              + "/annotations/"
              + (split == Split.VALID ? "val" : split)
              + ".csv",
          SampleLists.csv(split, clips(release, split)));
    }
  }

  /** As a server that gives neither ETag nor date. */
  private static void sendWithoutEtag(
      byte[] content, ListServer.Request request, OutputStream out, int most) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ListServer.send(content, request, whole, most);
    out.write(
        whole
            .toString(StandardCharsets.ISO_8859_1)
            .replaceFirst("ETag: [^\r]*\r\n", "")
            .getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private ListServer.Request last() {
    return server.requests.get(server.requests.size() - 1);
  }

  private static URI closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  private static int rows(Path list, Split split) {
    return AnnotationReader.count(list, Release.KINETICS_400).counts().get(split).values().stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KineticsException assertUnavailable(Callable<Path> fetch) {
    KineticsException error = catchThrowableOfType(KineticsException.class, fetch::call);
    assertThat(error).isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(error.getMessage()).doesNotContain("\n");
    return error;
  }

  private void assertNothingCached(Release release) throws IOException {
    assertThat(lists().cached(release)).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve(release.archiveName()))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "partial");
    }
  }
}
