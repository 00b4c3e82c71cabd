package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassIndicesTest {
  private static final List<String> OF_400 = ClassCatalog.of(Release.KINETICS_400).classes();

  @TempDir Path folder;

  @Test
  void countsAsPublishedModelsDo() {
    // MMAction2's tools/data/kinetics/label_map_k400.txt: lines 25 and 254, counted from 0.
    ClassIndices indices = ClassIndices.full(OF_400, List.of("pole vault", "blowing glass", ""));

    assertThat(indices.index("blowing glass")).hasValue(24);
    assertThat(indices.index("pole vault")).hasValue(253);
    assertThat(indices.index("abseiling")).hasValue(0);

    assertThat(indices.index("zumba")).hasValue(399);
    assertThat(indices.index("")).isEmpty();
    assertThat(indices.size()).isEqualTo(400);
  }

  @Test
  void aListOfOnesOwnCountsItsOwnClasses() {
    ClassIndices indices = ClassIndices.full(OF_400, List.of("zumba", "my class", "abseiling"));

    assertThat(indices.labels()).containsExactly("abseiling", "my class", "zumba");
  }

  @Test
  void denseHasNoGaps() {
    ClassIndices indices = ClassIndices.dense(List.of("zumba", "", "abseiling", "zumba"));

    assertThat(indices.labels()).containsExactly("abseiling", "zumba");
    assertThat(indices.index("zumba")).hasValue(1);
    assertThat(indices.index("pole vault")).isEmpty();
  }

  @Test
  void followsALabelMapOfAnyForm() throws IOException {
    List<String> present = List.of("abseiling", "pole vault");
    for (String text :
        List.of(
            "pole vault\r\nblowing glass\n\nabseiling\n",
            "pole_vault\nBlowing Glass\nAbseiling",
            "[\"pole vault\", \"blowing glass\", \"abseiling\"]",
            "{\"abseiling\": 2, \"pole vault\": 0, \"blowing glass\": 1}",
            "{\"\\\"abseiling\\\"\": 2, \"\\\"pole vault\\\"\": 0, \"blowing glass\": 1}",
            "{\"2\": \"abseiling\", \"0\": \"pole vault\", \"1\": \"blowing glass\"}")) {
      ClassIndices indices = ClassIndices.ordered(file(text), present);

      assertThat(indices.index("pole vault")).as(text).hasValue(0);
      assertThat(indices.index("abseiling")).as(text).hasValue(2);
      assertThat(indices.size()).as(text).isEqualTo(3);
    }
  }

  @Test
  void labelsThatDifferInCaseAlone() throws IOException {
    ClassIndices indices =
        ClassIndices.ordered(
            file("passing soccer ball\nshooting goal (soccer)\nPassing soccer ball"),
            List.of("passing soccer ball", "Passing soccer ball"));

    assertThat(indices.index("passing soccer ball")).hasValue(0);
    assertThat(indices.index("Passing soccer ball")).hasValue(2);
  }

  @Test
  void refusesWhatIsNoOrder() throws IOException {
    List<String> present = List.of("abseiling", "zumba");
    refused("abseiling\npole vault", present, "lacks 1 of the classes, such as 'zumba'");
    refused("abseiling\nzumba\nabseiling", present, "names the class 'abseiling' twice");
    refused("{\"abseiling\": 0, \"zumba\": 2}", present, "not the indices from 0 on");
    refused("{\"abseiling\": 0, \"zumba\": 0}", present, "no index of its own");
    refused("{\"abseiling\": {}}", present, "no index of its own");
    refused("[\"abseiling\"", present, "is no JSON");
    refused("\n\n", present, "names no class");
    assertThatThrownBy(() -> ClassIndices.ordered(folder.resolve("none"), present))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("is not there");
  }

  private void refused(String text, List<String> present, String why) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> ClassIndices.ordered(file, present))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "order", ".txt"), text);
  }
}
