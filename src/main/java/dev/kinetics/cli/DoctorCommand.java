package dev.kinetics.cli;

import dev.kinetics.annotations.Release;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.error.ExitCode;
import dev.kinetics.inspect.Doctor;
import dev.kinetics.inspect.Finding;
import dev.kinetics.inspect.Finding.Level;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.release.CachedList;
import dev.kinetics.release.ReleaseHosts;
import dev.kinetics.release.ReleaseLists;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.UserCache;
import dev.kinetics.youtube.SiteOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Check whether a run would work, and say what to do if not.",
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private DatasetOptions dataset;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(
      names = "--url-template",
      paramLabel = "URL",
      description = "The address of a video, with {id} in it (default: YouTube's).")
  private String urlTemplate;

  private final StopSignal stopSignal;

  DoctorCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    SiteOptions site = SiteOptions.of(urlTemplate == null ? SiteOptions.YOUTUBE : urlTemplate);
    Doctor doctor = new Doctor(toolOptions.tools(stopSignal));
    List<Finding> findings = new ArrayList<>();
    findings.addAll(doctor.tools());
    findings.add(doctor.disk(dataset.datasetDir()));
    if (dataset.annotations() != null || dataset.release() != Release.DEMO) {
      findings.add(
          doctor.annotations(
              dataset.annotations(),
              cached(dataset.release()),
              dataset.release().toString(),
              hosts(dataset.release())));
    }
    if (urlTemplate != null || dataset.release() != Release.DEMO) {
      findings.add(doctor.site(site.urlTemplate()));
    }
    findings.forEach(DoctorCommand::print);
    boolean fails = findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM);
    return (fails ? ExitCode.UNAVAILABLE : ExitCode.DONE).code();
  }

  private static void print(Finding finding) {
    System.out.printf(
        Locale.ROOT,
        "%-8s %-11s %s%n",
        finding.level().toString().toLowerCase(Locale.ROOT),
        finding.subject(),
        finding.state() + (finding.advice().isEmpty() ? "" : "; " + finding.advice()));
  }

  /** From where a run would fetch the list. */
  private List<URI> hosts(Release release) {
    ReleaseHosts hosts = dataset.hosts().hosts();
    List<URI> all = new ArrayList<>();
    if (release != Release.DEMO) {
      all.add(hosts.archive(release));
    }
    if (!release.mirrorName().isEmpty()) {
      all.add(URI.create(hosts.mirror() + "/"));
    }
    return all;
  }

  private static Optional<Path> cached(Release release) {
    if (release == Release.DEMO) {
      return Optional.empty();
    }
    return new ReleaseLists(
            ReleaseHosts.of(null, null, System.getenv()),
            UserCache.root().resolve("annotations"),
            FetchProgress.none())
        .cached(release)
        .map(CachedList::path);
  }
}
