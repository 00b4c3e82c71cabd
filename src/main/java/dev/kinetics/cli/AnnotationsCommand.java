package dev.kinetics.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.cli.option.HostOptions;
import dev.kinetics.cli.option.ReleaseConverter;
import dev.kinetics.error.KineticsException;
import dev.kinetics.release.CachedList;
import dev.kinetics.release.ReleaseLists;
import dev.kinetics.words.Sizes;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "annotations",
    description = "Fetch a release's annotation list into the user's cache, or show what is there.",
    sortOptions = false)
final class AnnotationsCommand implements Runnable {
  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      converter = ReleaseConverter.class,
      description =
          "Fetch this release's list, unless it is there; without it, show what is there.")
  private Release release;

  @Option(
      names = "--refresh",
      description = "Fetch it again; the old one stays until the new one is checked.")
  private boolean refresh;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Mixin private HostOptions hosts;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    if (release == Release.DEMO) {
      throw KineticsException.badInput(
          "the demo's list is inside the program; there is none to fetch");
    }
    if (refresh && release == null) {
      throw KineticsException.badInput("--refresh needs --release: which list to fetch again");
    }
    try (FetchBar bar = new FetchBar(quiet)) {
      ReleaseLists lists = hosts.lists(bar);
      if (release != null && refresh) {
        lists.refresh(release);
      } else if (release != null) {
        lists.get(release);
      }
      show(lists);
    }
  }

  private void show(ReleaseLists lists) {
    ObjectNode all = new ObjectMapper().createObjectNode();
    for (Release each : Release.values()) {
      if (each == Release.DEMO || release != null && each != release) {
        continue;
      }
      Optional<CachedList> cached = lists.cached(each);
      if (json) {
        add(all.putObject(each.toString()), cached);
      } else {
        System.out.println(cached.map(list -> line(each, list)).orElse(each + ": not fetched"));
      }
    }
    if (json) {
      System.out.println(all.toPrettyString());
    }
  }

  private static String line(Release release, CachedList list) {
    return String.format(
        Locale.ROOT,
        "%s: %,d train, %,d valid, %,d test clips, %s, fetched %s from %s, in %s",
        release,
        list.clips().getOrDefault(Split.TRAIN, 0L),
        list.clips().getOrDefault(Split.VALID, 0L),
        list.clips().getOrDefault(Split.TEST, 0L),
        Sizes.format(list.bytes()),
        list.fetched(),
        list.address(),
        list.path());
  }

  private static void add(ObjectNode node, Optional<CachedList> cached) {
    node.put("cached", cached.isPresent());
    cached.ifPresent(
        list -> {
          node.put("path", list.path().toString());
          node.put("address", list.address().toString());
          node.put("fetched", list.fetched().toString());
          node.put("bytes", list.bytes());
          ObjectNode clips = node.putObject("clips");
          list.clips().forEach((split, count) -> clips.put(split.toString(), count));
        });
  }
}
