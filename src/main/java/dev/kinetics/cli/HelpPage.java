package dev.kinetics.cli;

import dev.kinetics.cli.option.Heading;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What every {@code --help} shows: options under headings, exit codes, and two examples. */
final class HelpPage {
  private static final int WIDTH = 100;

  /** In this order, the rare ones last. */
  private static final List<String> HEADINGS =
      List.of(
          Heading.SELECTION,
          Heading.DATASET,
          Heading.OPTIONS,
          Heading.PICTURE,
          Heading.NETWORK,
          Heading.TOOLS);

  private HelpPage() {}

  /** Lays out the help of a command and its subcommands. */
  static void layOut(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPage::options);
    commandLine.setHelpSectionMap(commandLine.getHelpSectionMap());
    write(commandLine);
  }

  private static void write(CommandLine commandLine) {
    CommandSpec spec = commandLine.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    usage.abbreviateSynopsis(true);
    usage.parameterListHeading("%nParameters:%n");
    usage.commandListHeading("%nSubcommands:%n");
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(exitCodes());
    usage.footerHeading("%nExamples:%n");
    List<String> lines = new ArrayList<>();
    examples(spec.qualifiedName()).forEach(example -> lines.add("  kinetics " + example));
    lines.addAll(List.of(usage.footer()));
    usage.footer(lines.toArray(String[]::new));
    commandLine.getSubcommands().values().forEach(HelpPage::write);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "done: a rerun would change nothing");
    codes.put("1", "done, but a rerun may get more, or something is bad");
    codes.put("2", "bad arguments or input, or nothing fits what was asked; nothing was changed");
    codes.put("3", "a tool, a list or the site can't be used");
    codes.put("4", "stopped early: the site blocks this address, or the disk is full");
    codes.put("130, 143", "stopped by Ctrl-C or SIGTERM; the same command goes on from there");
    return codes;
  }

  private static String options(CommandLine.Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    HEADINGS.forEach(heading -> groups.put(heading, new ArrayList<>()));
    for (OptionSpec option : help.commandSpec().options()) {
      if (!option.hidden()) {
        groups.get(heading(option)).add(option);
      }
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            CommandLine.Help.Layout layout = help.createDefaultLayout();
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(String.format("%n%s:%n", heading)).append(layout);
          }
        });
    return text.toString();
  }

  private static String heading(OptionSpec option) {
    if (!(option.userObject() instanceof Field field)) {
      return Heading.OPTIONS;
    }
    Heading own = field.getAnnotation(Heading.class);
    Heading ofGroup = field.getDeclaringClass().getAnnotation(Heading.class);
    return own != null ? own.value() : ofGroup != null ? ofGroup.value() : Heading.OPTIONS;
  }

  private static List<String> examples(String command) {
    return switch (command.replaceFirst("^kinetics ?", "")) {
      case "" -> List.of("demo", "download --classes 'pole vault' 'blowing glass'");
      case "adopt" ->
          List.of("adopt /data/kinetics400", "adopt /data/k700 --release 700-2020 --full");
      case "annotations" -> List.of("annotations", "annotations --release 700-2020 --refresh");
      case "clean" -> List.of("clean", "clean --dataset-dir /data/kinetics --yes");
      case "demo" -> List.of("demo", "demo --dir /tmp/kinetics-demo --no-setup");
      case "doctor" -> List.of("doctor", "doctor --release 600 --dataset-dir /data/kinetics");
      case "download" ->
          List.of(
              "download --classes 'pole vault' yoga --max-clips 50 --short-side 256",
              "download --all --source youtube,mirror --shard 3/16 --dataset-dir /data/kinetics");
      case "export" ->
          List.of("export lists --out lists", "export webdataset --out shards --shard-size 1G");
      case "export dmvr" ->
          List.of(
              "export dmvr --out records --shards 1024",
              "export dmvr --out records --sound 16000 --subset kinetics-sounds");
      case "export lists" ->
          List.of("export lists --out lists", "export lists --out lists --separator ,");
      case "export tree" ->
          List.of("export tree --out tree", "export tree --out tree --videos copy --splits train");
      case "export webdataset" ->
          List.of(
              "export webdataset --out shards",
              "export webdataset --out shards --frames --sound --shard 3/16");
      case "frames" ->
          List.of("frames --all", "frames --classes @classes.txt --fps 10 --short-side 0");
      case "generate-completion" ->
          List.of("generate-completion >kinetics.sh", "generate-completion | less");
      case "list-categories" -> List.of("list-categories", "list-categories --no-classes");
      case "list-classes" ->
          List.of("list-classes --release 600", "list-classes --subset kinetics-sounds");
      case "meta" ->
          List.of(
              "meta frames --save resources/kinetics",
              "meta sound --sets 50 100 --seed 1 --save resources/kinetics_sound");
      case "probe" ->
          List.of(
              "probe --release 700-2020 --sample 1000",
              "probe --classes yoga 'pole vault' --splits train --sample 200 --json");
      case "rename" ->
          List.of(
              "rename --naming id-times --split-dirs train,val,test", "rename --class-dirs label");
      case "report" ->
          List.of("report", "report --out page.html --samples 5 --subset kinetics-sounds");
      case "resize" ->
          List.of(
              "resize --all --short-side 256",
              "resize --classes yoga --short-side 320 --gop 8 --no-audio --output-dir /data/k320");
      case "setup" -> List.of("setup", "setup --yes");
      case "sound" -> List.of("sound --all", "sound --subset kinetics-sounds --num-workers 8");
      case "stats" -> List.of("stats --details", "stats --json --splits train --subset my.txt");
      case "status" -> List.of("status", "status --dataset-dir /data/kinetics --watch 10s");
      case "tfrecords" ->
          List.of(
              "tfrecords train train.json classes.json train.tfrecords",
              "tfrecords valid valid.json classes.json valid.tfrecords --shards 8 --gzip");
      case "verify" -> List.of("verify --quick", "verify --classes yoga --delete");
      default -> List.of();
    };
  }
}
