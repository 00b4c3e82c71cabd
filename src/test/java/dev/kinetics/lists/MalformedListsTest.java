package dev.kinetics.lists;

import static dev.kinetics.lists.ListSamples.HEADER;
import static dev.kinetics.lists.ListSamples.gzip;
import static dev.kinetics.lists.ListSamples.tar;
import static dev.kinetics.lists.ListSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists as broken or hostile as can be: each gives safe clips, or is bad input with one line, and
 * nothing else. {@code -Dsoak.lists=N} tries more of them.
 */
class MalformedListsTest {
  private static final int LISTS = Integer.getInteger("soak.lists", 1000);

  private static final List<String> HOSTILE =
      List.of(
          "../../x",
          "/etc/passwd",
          "..",
          ".",
          "~",
          "a/../../b",
          "..\\..\\x",
          "C:\\x",
          "nul\0nul",
          "new\nline",
          "new\r\nline",
          "-rf",
          "--exec=id",
          "x".repeat(300),
          "y".repeat(150),
          "\u00e9".repeat(100),
          "\u001b[2J",
          "\u202etxt.exe",
          "\uFEFF",
          "\uD800",
          "$(id)",
          "`id`",
          "a;b|c&d>e<f*g?h",
          "'\"",
          "\"",
          "",
          " ",
          "a b",
          "a_b",
          ".hidden",
          "end.",
          "%2e%2e%2f");

  private static final List<String> NUMBERS =
      List.of(
          "NaN",
          "Infinity",
          "-Infinity",
          "-1",
          "-0",
          "1e9",
          "1e400",
          "1e-400",
          "9".repeat(50),
          "9".repeat(5000),
          "0x10",
          "1d",
          "1,5",
          "2147483648",
          "9223372036854775808",
          "0.0000001",
          "",
          "ten",
          "null",
          "true",
          "[]",
          "{}",
          "\u0661\u0662");

  private static final List<String> ODD_JSON =
      List.of(
          "null",
          "true",
          "7",
          "\"x\"",
          "[]",
          "[1]",
          "{}",
          "[1, 2, 3]",
          "[[1, 2]]",
          "[null, 2]",
          "{\"label\": []}",
          "{\"segment\": {}}",
          "1e99999",
          "-",
          "\"\\u0000\"",
          "\"\\ud800\"");

  @TempDir private Path temporary;

  @Test
  void everyMalformedListIsReadSafelyOrRefused() throws IOException {
    Path root = temporary.resolve("dataset");
    Path lists = Files.createDirectories(temporary.resolve("lists"));
    int faults = 0;
    int withClips = 0;
    int withRefused = 0;
    for (int seed = 0; seed < LISTS; seed++) {
      Random random = new Random(seed);
      Path list = writeList(lists, random);
      try {
        AnnotationList read = ListSamples.readAll(list);
        withClips += read.clips().isEmpty() ? 0 : 1;
        withRefused += read.refused().count() > 0 ? 1 : 0;
        assertThatRefusedRowsHaveTheirLines(read.refused(), seed);
        Set<String> names = new HashSet<>();
        for (Clip clip : read.clips()) {
          assertSafe(clip, root, seed);
          assertThat(names.add(clip.split() + "/" + clip.name()))
              .as("list %d: two clips are called %s", seed, clip.name())
              .isTrue();
        }
      } catch (KineticsException e) {
        faults++;
        assertThat(e.exitCode()).as("list %d", seed).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(e.getMessage())
            .as("list %d", seed)
            .contains(list.toString())
            .hasSizeLessThan(1000)
            .doesNotContainPattern("[\\p{Cntrl}\u202e]");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("list " + seed + " is neither read nor bad input", e);
      }
      delete(list);
    }
    // Each way out is tried, or the lists are no good.
    assertThat(faults).isGreaterThan(LISTS / 10);
    assertThat(withClips).isGreaterThan(LISTS / 10);
    assertThat(withRefused).isGreaterThan(LISTS / 10);
    try (Stream<Path> left = Files.walk(temporary)) {
      assertThat(left).containsExactlyInAnyOrder(temporary, lists);
    }
  }

  private static void assertThatRefusedRowsHaveTheirLines(RefusedRows refused, int seed) {
    assertThat(refused.firstFew()).hasSize((int) Math.min(5, refused.count()));
    for (String row : refused.firstFew()) {
      assertThat(row)
          .as("list %d", seed)
          .matches("(?s)[^/]+:[1-9][0-9]*: .+")
          .hasSizeLessThan(500)
          .doesNotContainPattern("[\\p{Cntrl}\u202e]");
    }
  }

  /** Checks a clip in other words than the reader does. */
  private static void assertSafe(Clip clip, Path root, int seed) {
    String what = "list " + seed + ": " + clip;
    assertThat(clip.id()).as(what).matches("\\A[A-Za-z0-9_-]{1,64}\\z");
    assertThat(clip.name()).as(what).matches("\\A[A-Za-z0-9_-]{1,78}\\z").startsWith(clip.id());
    assertThat(clip.startMillis()).as(what).isGreaterThanOrEqualTo(0);
    assertThat(clip.endMillis())
        .as(what)
        .isBetween(clip.startMillis() + 1, Math.min(clip.startMillis() + 3_600_000, 172_800_000));
    assertThat(clip.url()).as(what).matches("\\A((?i:https?)://[!-~]+)?\\z");
    if (clip.split() == Split.TEST && clip.label().isEmpty()) {
      return;
    }
    assertThat(clip.label())
        .as(what)
        .matches("\\A[^\\p{C}\\\\:\uFFFD]{1,100}\\z")
        .doesNotMatch("\\A[. /].*|.*[. /]\\z");
    Path folder = root.resolve(ClassFolders.UNDERSCORE.folder(clip.label()));
    assertThat(folder.normalize()).as(what).isEqualTo(folder);
    assertThat(folder.getParent()).as(what).isEqualTo(root);
    assertThat(utf8(folder.getFileName().toString())).as(what).hasSizeLessThanOrEqualTo(200);
  }

  private static Path writeList(Path folder, Random random) throws IOException {
    byte[] csv = broken(utf8(csv(random)), random);
    byte[] json = broken(utf8(json(random)), random);
    String hostile = HOSTILE.get(random.nextInt(HOSTILE.size()));
    return switch (random.nextInt(8)) {
      case 0, 1 -> Files.write(folder.resolve("list.csv"), csv);
      case 2, 3 -> Files.write(folder.resolve("list.json"), json);
      case 4 -> Files.write(folder.resolve("list.csv.gz"), broken(gzip(csv), random));
      case 5 -> Files.write(folder.resolve("list.json.gz"), broken(gzip(json), random));
      case 6 -> {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("../../train.csv", csv);
        entries.put("/etc/val.json", json);
        entries.put(hostile + "/test.csv", utf8("youtube_id,time_start,time_end\nabc,1,2\n"));
        entries.put(hostile + ".csv", csv);
        byte[] tar = broken(tar(entries), random);
        yield Files.write(
            folder.resolve("lists.tar.gz"), random.nextBoolean() ? tar : broken(gzip(tar), random));
      }
      default -> {
        Path lists = Files.createDirectories(folder.resolve("lists"));
        Files.write(lists.resolve("train.csv"), csv);
        Files.write(lists.resolve("val.json.gz"), gzip(json));
        Files.write(lists.resolve("test.csv"), json);
        Files.write(lists.resolve("new\nline train.txt"), csv);
        yield lists;
      }
    };
  }

  private static String csv(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "" : HEADER);
    int rows = random.nextInt(60);
    for (int i = 0; i < rows; i++) {
      String[] fields = {
        "\"pole vault\"",
        "id" + random.nextInt(40),
        String.valueOf(random.nextInt(100)),
        String.valueOf(110 + random.nextInt(5)),
        random.nextInt(3) == 0 ? "val" : "train"
      };
      if (random.nextInt(8) == 0) {
        int field = random.nextInt(fields.length);
        List<String> odd = field == 2 || field == 3 ? NUMBERS : HOSTILE;
        String value = odd.get(random.nextInt(odd.size()));
        fields[field] = random.nextBoolean() ? value : "\"" + value.replace("\"", "\"\"") + "\"";
      }
      text.append(String.join(",", fields)).append(random.nextInt(30) == 0 ? ",x\n" : "\n");
    }
    return text.toString();
  }

  private static String json(Random random) {
    StringBuilder text = new StringBuilder("{");
    int entries = random.nextInt(60);
    for (int i = 0; i < entries; i++) {
      String id = "id" + random.nextInt(40);
      String label = "pole vault";
      String segment = random.nextInt(100) + ".0, " + (110 + random.nextInt(5));
      if (random.nextInt(8) == 0) {
        String odd = HOSTILE.get(random.nextInt(HOSTILE.size())).replace("\\", "\\\\");
        odd = random.nextBoolean() ? odd : odd.replace("\0", "\\u0000").replace("\n", "\\n");
        id = random.nextBoolean() ? odd : id;
        label = random.nextBoolean() ? odd : label;
      }
      if (random.nextInt(20) == 0) {
        segment = random.nextInt(50) + ", " + NUMBERS.get(random.nextInt(NUMBERS.size()));
      }
      String entry =
          ListSamples.json(id, label, segment, random.nextInt(3) == 0 ? "testing" : "training");
      if (random.nextInt(10) == 0) {
        String odd = ODD_JSON.get(random.nextInt(ODD_JSON.size()));
        String key =
            List.of(
                    "\"label\": ",
                    "\"segment\": ",
                    "\"annotations\": ",
                    "\"subset\": ",
                    "\"url\": ")
                .get(random.nextInt(5));
        entry = entry.replace(key, key + odd + ", " + key);
        entry = random.nextBoolean() ? entry : "\"" + id + "\": " + odd;
      }
      text.append(i == 0 ? "" : ",\n").append(entry);
    }
    return text.append("}").toString();
  }

  /** Breaks some bytes; one time in three it leaves them as they are. */
  private static byte[] broken(byte[] bytes, Random random) {
    if (bytes.length == 0 || random.nextInt(3) == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(200));
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1, 2, 3 -> {
        byte[] flipped = bytes.clone();
        for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
          flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield flipped;
      }
      case 4 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
      case 5 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
      case 6 -> {
        List<Charset> charsets =
            List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("IBM500"));
        String text = new String(bytes, StandardCharsets.UTF_8);
        yield text.getBytes(charsets.get(random.nextInt(charsets.size())));
      }
      case 7 -> {
        String deep = List.of("[", "{\"a\":", "\"", "\n", " ", ",", "\0").get(random.nextInt(7));
        yield joined(
            joined(Arrays.copyOf(bytes, at), utf8(deep.repeat(1 << random.nextInt(20)))),
            Arrays.copyOfRange(bytes, at, bytes.length));
      }
      default -> {
        byte[] noise = new byte[1 + random.nextInt(100)];
        random.nextBytes(noise);
        yield joined(
            joined(Arrays.copyOf(bytes, at), noise), Arrays.copyOfRange(bytes, at, bytes.length));
      }
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static void delete(Path list) throws IOException {
    if (Files.isDirectory(list)) {
      try (Stream<Path> files = Files.list(list)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.delete(list);
  }
}
