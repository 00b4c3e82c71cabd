package dev.kinetics.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.error.KineticsException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of an export, and the file {@code export.json} in it, which says what the export is:
 * whoever finds one that says the same goes on with it.
 */
final class ExportFolder {
  private static final String PLAN = "export.json";

  /** What lies in the folder of every export, by its path below it. */
  private static final String OF_ALL =
      "(README\\.md|classes\\.txt|label2id\\.json|id2label\\.json|export\\.json"
          + "|left_out/[^/]+\\.txt)";

  private static final String OF_LISTS =
      "(train|val|test|pretrain)\\.csv|table\\.(csv|jsonl)"
          + "|kinetics\\d*/kinetics\\d*_(train|val|test)_list_(videos|rawframes)\\.txt"
          + "|kinetics\\d*/(videos|rawframes)_(train|val|test)"
          + "|kinetics\\d*/videos_(train|val|test)/([^/]+/)?[^/]+\\.mp4";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path out;

  ExportFolder(Path out) {
    this.out = out;
  }

  /**
   * Refuses a folder of something else.
   *
   * @param overwrite whether another export may be replaced
   * @param shared whether other runs work on it at the same time
   */
  void check(ObjectNode settled, boolean overwrite, boolean shared) {
    JsonNode there = read();
    if (there == null) {
      refuseForeign();
    } else if (!same(there, settled) && !overwrite) {
      throw KineticsException.badInput(
          out
              + " holds another export ("
              + difference(there, settled)
              + "); choose another --out, or replace it with --overwrite");
    } else if (!same(there, settled) && shared) {
      throw KineticsException.badInput(
          "--overwrite replaces a whole export: give it to one run without --shard, or remove "
              + out);
    } else if (!same(there, settled)) {
      try {
        own(there);
      } catch (IOException e) {
        throw KineticsException.badInput(out + " can't be read (" + e + ")", e);
      }
    }
  }

  /** As text: what was read back may hold a number in another class. */
  private static boolean same(JsonNode a, JsonNode b) {
    return a.toString().equals(b.toString());
  }

  /** Writes the plan, unless it is there; of several runs that begin at once, one does. */
  void settle(ObjectNode settled, Path scratch) throws IOException {
    JsonNode there = read();
    if (there != null && !same(there, settled)) {
      remove(there);
      there = null;
    }
    if (there == null) {
      Path made = scratch.resolve(PLAN);
      AtomicFile.write(made, file -> file.write((settled.toPrettyString() + "\n").getBytes(UTF_8)));
      Path target = out.resolve(PLAN);
      try {
        Files.createLink(target, made);
      } catch (FileAlreadyExistsException e) {
        check(settled, false, true);
      } catch (UnsupportedOperationException | IOException e) {
        Files.move(made, target); // A file system without hard links.
      }
    }
  }

  /** Removes an export, its plan last. */
  private void remove(JsonNode there) throws IOException {
    for (Path path : own(there)) {
      Files.delete(path);
    }
    Files.delete(out.resolve(PLAN));
  }

  /**
   * What an export has made in its folder but its plan, what is in a folder before the folder.
   *
   * @throws KineticsException when something else lies there
   */
  private List<Path> own(JsonNode there) throws IOException {
    Pattern ours = ours(there);
    List<Path> own = new ArrayList<>();
    Files.walkFileTree(
        out,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = out.relativize(file).toString().replace(File.separatorChar, '/');
            if (!ours.matcher(path).matches()) {
              throw KineticsException.badInput(
                  file
                      + " is no file of that export, and so nothing is removed; choose another"
                      + " --out, or move it elsewhere");
            }
            if (!path.equals(PLAN)) {
              own.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException fault) {
            if (!folder.equals(out)) {
              own.add(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return own;
  }

  /** The paths that files of an export can have below its folder. */
  private static Pattern ours(JsonNode there) {
    String own =
        switch (there.path("format").asText()) {
          case "lists" -> OF_LISTS;
          case "webdataset" -> "(train|val|test)/\\d{5}\\.(tar|idx)|test";
          case "dmvr" -> "[^/]+\\.tfrecord-\\d{5}-of-\\d{5}";
          case "tree" -> {
            String splits =
                Stream.of(there.path("options").path("split-names").asText().split(","))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|", "(", ")"));
            yield splits + "(/[^/]+/[^/]+\\.(mp4|mp3|wav|flac))?";
          }
          default -> OF_ALL;
        };
    return Pattern.compile(OF_ALL + "|" + own);
  }

  /** The plan of what is there; null where there is none. */
  private JsonNode read() {
    Path file = out.resolve(PLAN);
    try {
      return JSON.readTree(Files.readString(PlainFile.require(file)));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw KineticsException.badInput(
          file + " can't be read (" + e.getMessage() + "); choose another --out, or remove it", e);
    }
  }

  private void refuseForeign() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(out)) {
      if (files.iterator().hasNext()) {
        throw KineticsException.badInput(
            "--out "
                + out
                + " holds files that are no export's; an export needs a folder of its own");
      }
    } catch (NoSuchFileException e) {
      // It is made later.
    } catch (IOException e) {
      throw KineticsException.badInput("--out " + out + " can't be used (" + e + ")", e);
    }
  }

  /** In words, what another plan has otherwise. */
  private static String difference(JsonNode there, JsonNode settled) {
    if (!there.path("format").equals(settled.path("format"))) {
      return "'export " + there.path("format").asText() + "'";
    }
    List<String> options = new ArrayList<>();
    settled
        .path("options")
        .properties()
        .forEach(
            option -> {
              JsonNode before = there.path("options").path(option.getKey());
              if (!same(before, option.getValue())) {
                options.add("--" + option.getKey() + " was " + before.asText());
              }
            });
    if (!options.isEmpty()) {
      return String.join(", ", options);
    }
    return same(there.path("clips"), settled.path("clips"))
        ? "of other clips, files or shards"
        : "of other clips: " + there.path("clips") + " then, " + settled.path("clips") + " now";
  }
}
