package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.annotations.Subset;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.cli.option.HostOptions;
import dev.kinetics.cli.option.ReleaseConverter;
import dev.kinetics.demo.DemoRelease;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.release.CachedList;
import dev.kinetics.tool.UserCache;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list-classes", description = "Print the classes of a release, one per line.")
final class ListClassesCommand implements Runnable {
  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = "400",
      converter = ReleaseConverter.class,
      description = "400, 600, 700, 700-2020 or demo (default: ${DEFAULT-VALUE}).")
  private Release release;

  @Option(
      names = "--counts",
      description =
          "Add the number of clips in train, valid and test, tab-separated; the list must"
              + " be in the cache or named by --annotations.")
  private boolean counts;

  @Option(
      names = "--annotations",
      paramLabel = "PATH",
      description = "The list to count in (default: the release's own, if it is in the cache).")
  private Path annotations;

  @Option(
      names = "--subset",
      paramLabel = "NAME|FILE",
      description = "Only the classes of this subset, see 'kinetics download --help'.")
  private String subset;

  @Mixin private HostOptions hosts;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    StringBuilder all = new StringBuilder();
    Map<Split, Map<String, Integer>> rows = counts ? rows() : Map.of();
    for (String name : classes()) {
      all.append(name);
      if (counts) {
        for (Split split : Split.values()) {
          all.append('\t').append(rows.getOrDefault(split, Map.of()).getOrDefault(name, 0));
        }
      }
      all.append('\n');
    }
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(all);
  }

  private List<String> classes() {
    List<String> classes = ClassCatalog.of(release).classes();
    if (subset == null) {
      return classes;
    }
    Subset asked = Subset.of(subset);
    Set<String> listed = asked.classes(classes, release);
    if (listed.isEmpty()) {
      throw KineticsException.badInput(
          "the subset " + subset + " holds no class of release " + release);
    }
    List<String> missing = asked.missing(classes, asked.ids());
    if (!missing.isEmpty()) {
      System.err.println(
          "note: release " + release + " has no class " + String.join(", ", missing));
    }
    return classes.stream().filter(listed::contains).toList();
  }

  private Map<Split, Map<String, Integer>> rows() {
    Path list = annotations;
    if (list == null && release == Release.DEMO) {
      list = new DemoRelease(() -> null, UserCache.root()).annotations();
    } else if (list == null) {
      list =
          hosts
              .lists(FetchProgress.none())
              .cached(release)
              .map(CachedList::path)
              .orElseThrow(
                  () ->
                      KineticsException.unavailable(
                          "the list of release "
                              + release
                              + " is not in the cache; run 'kinetics annotations --release "
                              + release
                              + "' first, or name one with --annotations"));
    }
    return AnnotationReader.count(list, release).counts();
  }
}
