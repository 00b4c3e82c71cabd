package dev.kinetics.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Split;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every export tells about itself: {@code classes.txt}, a class a line from index 0 on; {@code
 * label2id.json} and {@code id2label.json}, as Hugging Face's models have them; and {@code
 * README.md} with the lines for each reader's configuration.
 */
public final class ExportGuide {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");

  private ExportGuide() {}

  /** Writes them into a folder, and gives their names. */
  static List<String> write(ExportFormat format, ExportJob job, ExportPlan plan, Path folder)
      throws IOException {
    List<String> labels = job.classes().labels();
    ObjectNode ids = JSON.createObjectNode();
    ObjectNode names = JSON.createObjectNode();
    for (int i = 0; i < labels.size(); i++) {
      ids.put(labels.get(i), i);
      names.put(Integer.toString(i), labels.get(i));
    }
    Files.writeString(folder.resolve("classes.txt"), String.join("\n", labels) + "\n");
    Files.writeString(folder.resolve("label2id.json"), ids.toPrettyString() + "\n");
    Files.writeString(folder.resolve("id2label.json"), names.toPrettyString() + "\n");
    Files.writeString(folder.resolve("README.md"), readme(format, job, plan));
    return List.of("classes.txt", "label2id.json", "id2label.json", "README.md");
  }

  private static String readme(ExportFormat format, ExportJob job, ExportPlan plan)
      throws IOException {
    Map<String, String> words = new HashMap<>(format.words(job, plan));
    words.put("classes", Integer.toString(job.classes().size()));
    words.put("release", job.release().toString());
    words.put("out", job.out().toAbsolutePath().normalize().toString());
    words.put("testset", testSet(job.test()));
    for (Split split : Split.values()) {
      words.put(split + "clips", String.format(Locale.ROOT, "%d", plan.samples(split).size()));
      words.put(split + "shards", String.format(Locale.ROOT, "%d", plan.shards(split)));
    }
    return filled(format.name() + ".md", words);
  }

  private static String testSet(ExportJob.TestClips test) {
    return switch (test) {
      case VAL ->
          "The test set here holds the clips of valid, for readers that require one;"
              + " `--test labelled` or `none` makes another.";
      case LABELLED -> "The test set here holds the test clips that have a label.";
      case NONE -> "There is no test set here; `--test labelled` or `val` makes one.";
    };
  }

  /** A text of ours from the jar, with each <code>${word}</code> in it replaced. */
  public static String filled(String name, Map<String, String> words) throws IOException {
    String text;
    try (InputStream in = ExportGuide.class.getResourceAsStream("/export/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("the program's jar lacks " + name);
      }
      text = new String(in.readAllBytes(), UTF_8);
    }
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String word = words.get(place.group(1));
              if (word == null) {
                throw new IllegalArgumentException("nothing is known of " + place.group());
              }
              return Matcher.quoteReplacement(word);
            });
  }
}
