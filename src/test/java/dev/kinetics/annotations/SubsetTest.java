package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubsetTest {
  @TempDir Path folder;

  @Test
  void thePublishedOnesAreClassesOf400AndAlmostAllOf600And700() {
    Map<String, List<Integer>> sizes =
        Map.of(
            "kinetics-100-cmn", List.of(100, 6, 4),
            "kinetics-100-cmn-train", List.of(64, 5, 4),
            "kinetics-100-cmn-val", List.of(12, 0, 0),
            "kinetics-100-cmn-test", List.of(24, 1, 0),
            "kinetics-motion", List.of(30, 0, 0),
            "kinetics-sounds", List.of(32, 1, 1),
            "mini-kinetics-200", List.of(200, 12, 7));
    assertThat(Subset.names()).containsExactlyInAnyOrderElementsOf(sizes.keySet());
    sizes.forEach(
        (name, size) -> {
          Subset subset = Subset.of(name);
          List<String> of400 = ClassCatalog.of(Release.KINETICS_400).classes();
          assertThat(subset.classes(of400, Release.KINETICS_400)).as(name).hasSize(size.get(0));
          assertThat(subset.missing(of400, Set.of())).as(name).isEmpty();
          assertThat(subset.missing(ClassCatalog.of(Release.KINETICS_600).classes(), Set.of()))
              .as(name)
              .hasSize(size.get(1));
          assertThat(subset.missing(ClassCatalog.of(Release.KINETICS_700).classes(), Set.of()))
              .as(name)
              .hasSize(size.get(2));
        });
  }

  @Test
  void aFileListsNamesOneALineOrAsJson() throws IOException {
    Path text = Files.writeString(folder.resolve("a"), "\uFEFF# words\r\n\r\n pole vault \r\nyoga");
    Path json = Files.writeString(folder.resolve("b"), " [\"pole vault\", \"yoga\"]\n");
    assertThat(NameList.read(text)).containsExactly("pole vault", "yoga");
    assertThat(NameList.read(json)).containsExactly("pole vault", "yoga");
    for (String odd : List.of("", "# nothing\n", "[]", "[\"yoga\"", "{\"yoga\": 1}", "[1] []")) {
      Path file = Files.writeString(folder.resolve("odd"), odd);
      assertThatThrownBy(() -> NameList.read(file))
          .as(odd)
          .isInstanceOf(KineticsException.class)
          .hasMessageContaining("list");
    }
    assertThatThrownBy(() -> NameList.read(folder)).isInstanceOf(KineticsException.class);
  }
}
