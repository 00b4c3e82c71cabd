package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.cli.option.BlockOptions;
import dev.kinetics.cli.option.Heading;
import dev.kinetics.cli.option.SiteOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Made;
import dev.kinetics.download.Download;
import dev.kinetics.download.DownloadPlan;
import dev.kinetics.error.KineticsException;
import dev.kinetics.inspect.ClipFilter;
import dev.kinetics.journal.Jobs;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.mirror.MirrorSource;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.Beside;
import dev.kinetics.words.Counts;
import dev.kinetics.youtube.SiteOptions;
import dev.kinetics.youtube.YtDlpSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "download",
    description = "Download clips: just the annotated section of each video.",
    sortOptions = false)
final class DownloadCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private SiteOptionsGroup site;
  @Mixin private AlsoOptions also;

  @Option(
      names = "--num-workers",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How many clips at once (default: ${DEFAULT-VALUE}; with more, YouTube blocks you"
              + " sooner).")
  private int workers;

  @Option(names = "--compress", description = "Keep each clip gzipped, as ID.mp4.gz.")
  private boolean compress;

  @Option(
      names = {"-s", "--skip"},
      description = "Skip classes whose folder exists.")
  private boolean skip;

  @Option(
      names = {"-l", "--log-file"},
      paramLabel = "FILE",
      description = "Where to append what the tools say.")
  private Path logFile;

  @Option(names = "--overwrite", description = "Make clips that are there again.")
  private boolean overwrite;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--max-height",
      paramLabel = "PIXELS",
      description = "The picture's height at most; 0 for any (default: 720).")
  private Integer maxHeight;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "0",
      description =
          "Scale the picture's shorter side to this; 0 to leave it (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--cut",
      paramLabel = "HOW",
      defaultValue = "encode",
      description =
          "encode, or copy: keep the source's own H.264 and hide what stands before the section"
              + " by an edit list (default: ${DEFAULT-VALUE}).")
  private Cut cut;

  @Mixin private BlockOptions blocks;

  @Option(
      names = "--source",
      split = ",",
      paramLabel = "SOURCE",
      defaultValue = "youtube",
      description =
          "youtube, mirror, or both in order with a comma: what one lacks, the next is asked for"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Source> sources;

  @Heading(Heading.NETWORK)
  @Option(
      names = "--keep-archives",
      paramLabel = "DIR",
      description = "Keep the mirror's archives here, whole (default: they are never stored).")
  private Path keepArchives;

  private static final int USUAL_HEIGHT = 720;

  private enum Source {
    YOUTUBE(YtDlpSource.NAME),
    MIRROR(MirrorSource.NAME);

    private final String name;

    Source(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private enum Cut {
    ENCODE,
    COPY
  }

  private final StopSignal stopSignal;

  DownloadCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    WorkersOption.checked(workers);
    if ((maxHeight != null && maxHeight < 0) || shortSide < 0) {
      throw KineticsException.badInput("--max-height and --short-side can't be negative");
    }
    blocks.patience(); // checked before anything begins
    if (sources.contains(Source.MIRROR)) {
      MirrorSource.requireHas(clips.dataset().release());
    }
    if (!also.beside(null).clips() && (compress || cut == Cut.COPY)) {
      throw KineticsException.badInput(
          "--no-clips keeps no clips; leave --compress and --cut copy out");
    }
    DatasetLayout layout = clips.layout();
    return clips.run(
        stopSignal,
        overwrite,
        rowCheck(),
        ClipFilter.NONE,
        (access, engine) -> {
          Download download =
              new Download(
                  options(layout, access.urlTemplate(site.urlTemplate())), engine, stopSignal);
          return new ClipRun.Job(
              Jobs.DOWNLOAD,
              layout,
              download.rate(),
              false,
              download::sharing,
              selected -> plan(download, selected, layout),
              plan -> forecast(download, plan),
              download::run,
              selected ->
                  also.isAsked()
                      ? also.complete(download.there(selected), layout, clips, engine, stopSignal)
                      : List.of());
        });
  }

  private RowCheck rowCheck() {
    if (!sources.contains(Source.YOUTUBE)) {
      return RowCheck.NONE;
    }
    return clips.isDryRun() ? site.rowCheckOfPlan(clips.tools()) : site.rowCheck(clips.tools());
  }

  private List<String> forecast(Download download, ClipJob.Plan plan) {
    List<String> lines = new ArrayList<>(download.archivesFor(plan));
    if (sources.contains(Source.YOUTUBE)) {
      lines.addAll(site.doubts(plan.wanted(), clips.tools()));
    }
    return lines;
  }

  private ClipJob.Plan plan(Download download, List<Clip> selected, DatasetLayout layout) {
    List<Clip> kept = skip ? DownloadPlan.withoutStartedClasses(selected, layout) : selected;
    ClipJob.Plan plan = download.plan(kept);
    if (kept.size() < selected.size()) {
      plan.summary()
          .note(Counts.clips(selected.size() - kept.size()) + " of started classes skipped", false);
    }
    return plan;
  }

  private Download.Options options(DatasetLayout layout, String urlTemplate) {
    int cores = Runtime.getRuntime().availableProcessors();
    SiteOptions siteOptions = site.options(urlTemplate);
    ClipEncoding encoding =
        new ClipEncoding(
            maxHeight == null ? USUAL_HEIGHT : maxHeight,
            shortSide,
            cut == Cut.COPY,
            Math.max(1, cores / workers));
    Beside beside = also.beside(overwrite ? null : layout.root());
    Made made = AlsoOptions.made(clips.dataset().made(), beside);
    boolean usesMirror = sources.contains(Source.MIRROR);
    return new Download.Options(
        layout,
        beside.clips() ? made.with(Kind.VIDEO, encoding.chosen()) : made,
        workers,
        new Download.Redo(overwrite, clips.retryGone()),
        new Download.Keeping(compress, encoding, maxHeight != null || shortSide > 0, beside),
        new Download.Logs(
            clips.failedLog(layout, "failed.txt"),
            logFile,
            clips.verbose(),
            clips.dataset().quiet()),
        blocks.patience(),
        sources.stream().distinct().map(Source::toString).toList(),
        siteOptions,
        new MirrorSource.Options(
            URI.create(clips.dataset().hosts().hosts().mirror() + "/"),
            new HttpProxy(usesMirror ? siteOptions.proxy() : null),
            clips.dataset().release(),
            keepArchives,
            layout.journals().resolve("archives"),
            clips.retryGone() || overwrite,
            clips.share(),
            sources.get(0) == Source.MIRROR));
  }
}
