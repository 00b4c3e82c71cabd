package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aLinkIsWrittenThroughAlsoWhereItLeadsNowhereYet() throws IOException {
    Path real = folder.resolve("real");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    Path further = Files.createSymbolicLink(folder.resolve("further"), link);

    write(further, "first");
    write(link, "second");

    assertThat(real).hasContent("second");
    assertThat(further).isSymbolicLink();
    assertThat(link).isSymbolicLink();
    assertThat(names()).containsExactly("further", "link", "real");
  }

  @Test
  void linksInACircleAreAFault() throws IOException {
    Path one = folder.resolve("one");
    Files.createSymbolicLink(one, Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));

    assertThatThrownBy(() -> write(one, "x")).hasMessageContaining("circle");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aDeviceIsWrittenToAndStays() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("log"), Path.of("/dev/null"));

    write(link, "nothing");

    assertThat(AtomicFile.isDevice(Path.of("/dev/null"))).isTrue();
    assertThat(AtomicFile.isDevice(folder)).isFalse();
    assertThat(names()).containsExactly("log");
    assertThatThrownBy(() -> AtomicFile.requirePlain(link)).hasMessageContaining("no plain file");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsRefusedAndStays() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> write(pipe, "x")).hasMessageContaining("no plain file");
    assertThat(names()).containsExactly("pipe");
  }

  @Test
  void aFolderTakesThePlaceOfAnOldOneWhole() throws IOException {
    Path old = Files.createDirectories(folder.resolve("place"));
    Files.writeString(old.resolve("frame7.jpg"), "old");
    Path whole = Files.createDirectories(folder.resolve("whole"));
    Files.writeString(whole.resolve("frame0.jpg"), "new");

    AtomicFile.moveInto(whole, old);

    assertThat(names()).containsExactly("place");
    assertThat(old.resolve("frame0.jpg")).hasContent("new");
    assertThat(old.resolve("frame7.jpg")).doesNotExist();
  }

  @Test
  void aFolderKeepsItsFoldersAndLinksThatLeadNowhere() throws IOException {
    Path made = Files.createDirectories(folder.resolve("scratch/tree"));
    Files.createDirectory(made.resolve("below"));
    Files.writeString(made.resolve("below/file"), "deep");
    Files.createSymbolicLink(made.resolve("below/link"), Path.of("../../elsewhere"));

    AtomicFile.moveInto(made, folder.resolve("tree"));

    assertThat(folder.resolve("tree/below/file")).hasContent("deep");
    assertThat(folder.resolve("tree/below/link")).isSymbolicLink();
  }

  @Test
  void aSetTakesThePlaceOfAnOldOne() throws IOException {
    Path from = Files.createDirectory(folder.resolve("from"));
    Path one = Files.writeString(from.resolve("1"), "one");
    Path two = Files.writeString(from.resolve("2"), "two");
    Files.writeString(folder.resolve("a"), "old");

    AtomicFile.moveSetInto(List.of(one, two), List.of(folder.resolve("a"), folder.resolve("b")));

    assertThat(folder.resolve("a")).hasContent("one");
    assertThat(folder.resolve("b")).hasContent("two");
    assertThat(names()).containsExactly("a", "b", "from");
  }

  @Test
  void aFolderIsRemovedWhole() throws IOException {
    Path frames = Files.createDirectory(folder.resolve("frames"));
    Files.writeString(frames.resolve("frame0.jpg"), "x");
    AtomicFile.remove(frames);
    AtomicFile.remove(folder.resolve("not there"));
    assertThat(names()).isEmpty();
  }

  @Test
  void aSetThatCanNotBeWrittenLeavesTheOldOne() throws IOException {
    Files.writeString(folder.resolve("a"), "old a");
    Files.writeString(folder.resolve("b"), "old b");
    Map<Path, AtomicFile.Content> set = new LinkedHashMap<>();
    set.put(folder.resolve("a"), out -> out.write('n'));
    set.put(
        folder.resolve("b"),
        out -> {
          throw new IOException("broken off");
        });

    assertThatThrownBy(() -> AtomicFile.writeSet(set)).hasMessageContaining("broken off");

    assertThat(folder.resolve("a")).hasContent("old a");
    assertThat(folder.resolve("b")).hasContent("old b");
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void aSetIsWrittenThroughLinks() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("a"), elsewhere.resolve("real"));

    AtomicFile.writeSet(
        Map.of(folder.resolve("a"), out -> out.write('a'), folder.resolve("b"), out -> {}));

    assertThat(folder.resolve("a")).isSymbolicLink().hasContent("a");
    assertThat(elsewhere.resolve("real")).hasContent("a");
    assertThat(names()).containsExactly("a", "b", "elsewhere");
  }

  @Test
  void aNewFileTakesNobodysPlace() throws IOException {
    Path file = folder.resolve("a");

    assertThat(AtomicFile.writeNew(file, out -> out.write('1'))).isTrue();
    assertThat(AtomicFile.writeNew(file, out -> out.write('2'))).isFalse();

    assertThat(file).hasContent("1");
    assertThat(names()).containsExactly("a");
  }
}
