package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.Kinetics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options that say which clips are the same for every subcommand. */
class SelectionIT {
  @TempDir Path folder;

  @BeforeEach
  void dataset() throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    DatasetFixture dataset = DatasetFixture.in(folder.resolve("dataset"));
    for (String label : new String[] {"bowling", "yoga", "zumba"}) {
      for (int i = 0; i < 10; i++) {
        String id = label + "_" + i;
        list.append(label + "," + id + ",0,10," + (i < 6 ? "train" : "valid") + "\n");
        dataset.put((i < 6 ? "train/" : "valid/") + label + "/" + id + ".mp4");
      }
    }
    Files.writeString(folder.resolve("list.csv"), list);
  }

  private Kinetics.Result run(String... arguments) {
    return Kinetics.in(folder).run(arguments);
  }

  private int wanted(String... selection) throws IOException {
    String[] arguments = new String[selection.length + 4];
    System.arraycopy(selection, 0, arguments, 4, selection.length);
    System.arraycopy(
        new String[] {"stats", "--json", "--annotations", "list.csv"}, 0, arguments, 0, 4);
    Kinetics.Result result = run(arguments);
    assertThat(result.exitCode()).as("%s", result).isZero();
    return new ObjectMapper().readTree(result.out()).at("/all/wanted").asInt();
  }

  @Test
  void statsCountWhatIsSelected() throws IOException {
    Files.writeString(folder.resolve("names"), "yoga\n# no more\nzumba\n");
    Files.writeString(folder.resolve("clips"), "yoga_1\nzumba_9_000000_000010\n");
    assertThat(wanted()).isEqualTo(30);
    assertThat(wanted("--classes", "@names", "--splits", "valid")).isEqualTo(8);
    assertThat(wanted("--subset", "kinetics-sounds")).isEqualTo(10);
    assertThat(wanted("--subset", "clips")).isEqualTo(2);
    assertThat(wanted("--classes", "bowling", "yoga", "--max-clips", "2")).isEqualTo(8);
    assertThat(wanted("--shard", "1/2") + wanted("--shard", "2/2")).isEqualTo(30);
  }

  @Test
  void metadataNamesJustWhatIsSelected() throws IOException {
    Kinetics.Result result =
        run(
            "meta",
            "videos",
            "--annotations",
            "list.csv",
            "--save",
            "made/x",
            "--subset",
            "mini-kinetics-200",
            "--max-clips",
            "3",
            "--classes",
            "bowling",
            "yoga");
    assertThat(result.exitCode()).as("%s", result).isZero();
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(folder.resolve("made/x_400_train.json").toFile()).toString())
        .contains("bowling_2", "yoga_0")
        .doesNotContain("zumba", "yoga_3");
    assertThat(json.readTree(folder.resolve("made/x_400_val.json").toFile())).hasSize(6);
  }

  @Test
  void verifyOfAPartCallsNothingElseForeign() throws IOException {
    Kinetics.Result result =
        run("verify", "--annotations", "list.csv", "--quick", "--max-clips", "1");
    assertThat(result.out()).contains("6 clips").doesNotContain("does not belong:");
  }

  @Test
  void classesOfASubsetAreListed() {
    Kinetics.Result sounds = run("list-classes", "--release", "700", "--subset", "kinetics-sounds");
    assertThat(sounds.lines()).hasSize(31).contains("bowling").doesNotContain("yoga");
    assertThat(sounds.err()).contains("release 700 has no class strumming guitar");
    Kinetics.Result unknown = run("list-classes", "--subset", "kinetics-sond");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("there is no subset 'kinetics-sond'");
  }
}
