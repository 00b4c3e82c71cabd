package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clips with the real tools: memory, open files and child processes stay bounded and flat, and
 * the summary adds up. Five times a second it is looked at what Linux says of the process: resident
 * memory ({@code VmRSS}) and threads in {@code /proc/PID/status}, the files in {@code
 * /proc/PID/fd}; and everywhere at its descendants.
 */
class LongRunIT {
  private static final int CLIPS = Integer.getInteger("soak.realClips", 12);
  private static final int WORKERS = 4;

  @TempDir Path folder;

  /** What was seen at one moment; 0 where the system does not say. */
  private record Sample(long residentKilobytes, long threads, long files, long children) {}

  @Test
  void nothingGrowsButTheDataset() throws Exception {
    int gone = 0;
    try (YoutubeSite site = new YoutubeSite()) {
      StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
      for (int i = 0; i < CLIPS; i++) {
        String id = String.format("longRun%04d", i);
        if (i % 6 == 5) {
          site.error(id, "Video unavailable", true);
          gone++;
        } else {
          site.video(id, Media.MP4);
        }
        list.append("pole vault,").append(id).append(',').append(i % 50).append(',');
        list.append(i % 50 + 1).append(",train\n");
      }
      Files.writeString(folder.resolve("list.csv"), list);

      for (String job : List.of("download", "frames", "sound")) {
        List<Sample> samples = new ArrayList<>();
        Kinetics.Result result = watch(site, job, samples);

        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(count(result, "clips selected")).isEqualTo(CLIPS);
        assertThat(count(result, "done")).as("%s", result).isEqualTo(CLIPS - gone);
        assertThat(count(result, job.equals("download") ? "gone" : "no clip on disk"))
            .as("%s", result)
            .isEqualTo(gone);
        assertThat(result.out()).doesNotContain("not reached");
        assertBounded(job, samples);
      }
      assertThat(journalLines()).isEqualTo(CLIPS + 2L * (CLIPS - gone));
      for (String made : List.of("train", "train_frames", "train_sound")) {
        try (Stream<Path> files = Files.list(folder.resolve("dataset/" + made + "/pole_vault"))) {
          assertThat(files).as(made).hasSize(CLIPS - gone);
        }
      }
      try (Stream<Path> scratch = Files.list(folder.resolve("dataset/.kinetics/scratch"))) {
        assertThat(scratch).isEmpty();
      }
    }
  }

  private Kinetics.Result watch(YoutubeSite site, String job, List<Sample> samples)
      throws InterruptedException {
    Kinetics kinetics =
        Kinetics.in(folder)
            .with(site.environment())
            .withJavaOptions("-Xmx64m")
            .within(Duration.ofMinutes(2).plusSeconds(10L * CLIPS));
    String workers = Integer.toString(WORKERS);
    try (Kinetics.Run run =
        kinetics.start(job, "--all", "--annotations", "list.csv", "--num-workers", workers)) {
      while (run.handle().isAlive()) {
        sample(run.handle(), samples);
        Thread.sleep(200);
      }
      Kinetics.Result result = run.await();
      assertThat(run.survivors()).isEmpty();
      return result;
    }
  }

  private static void sample(ProcessHandle process, List<Sample> samples) {
    long children;
    try (Stream<ProcessHandle> all = process.descendants()) {
      children = all.count();
    }
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    if (!Files.exists(Path.of("/proc/self/status"))) {
      samples.add(new Sample(0, 0, 0, children));
      return;
    }
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      String status = Files.readString(proc.resolve("status"));
      samples.add(
          new Sample(field(status, "VmRSS"), field(status, "Threads"), files.count(), children));
    } catch (IOException | UncheckedIOException e) {
      // It has just ended.
    }
  }

  private static long field(String status, String name) {
    Matcher matcher = Pattern.compile(name + ":\\s+(\\d+)").matcher(status);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static void assertBounded(String job, List<Sample> samples) {
    System.out.printf(
        "%s, %d clips, %d samples: at most %d kB resident (%d after a third, %d at the end),"
            + " %d threads, %d files, %d children%n",
        job,
        CLIPS,
        samples.size(),
        most(samples, Sample::residentKilobytes),
        middle(third(samples, 1), Sample::residentKilobytes),
        middle(third(samples, 2), Sample::residentKilobytes),
        most(samples, Sample::threads),
        most(samples, Sample::files),
        most(samples, Sample::children));
    // Heap of 64 MB, and what Java needs besides.
    assertThat(most(samples, Sample::residentKilobytes)).as(job).isLessThan(320 << 10);
    // A worker has one tool, or a resolver and a tool; some start through another process.
    assertThat(most(samples, Sample::children)).as(job).isLessThanOrEqualTo(WORKERS * 4);
    // Three pipes a process, and what Java has open itself.
    assertThat(most(samples, Sample::files)).as(job).isLessThanOrEqualTo(40 + WORKERS * 4 * 3);
    assertThat(most(samples, Sample::threads)).as(job).isLessThanOrEqualTo(40 + WORKERS * 4 * 3);
    if (samples.size() >= 60) {
      List<Sample> before = third(samples, 1);
      List<Sample> after = third(samples, 2);
      assertThat(middle(after, Sample::residentKilobytes))
          .as(job)
          .isLessThan(middle(before, Sample::residentKilobytes) + (24 << 10));
      assertThat(most(after, Sample::files))
          .as(job)
          .isLessThanOrEqualTo(most(before, Sample::files) + WORKERS * 3);
      assertThat(most(after, Sample::threads))
          .as(job)
          .isLessThanOrEqualTo(most(before, Sample::threads) + WORKERS * 3);
    }
  }

  private static List<Sample> third(List<Sample> samples, int which) {
    int size = samples.size() / 3;
    return samples.subList(which * size, (which + 1) * size);
  }

  private static long most(List<Sample> samples, ToLongFunction<Sample> what) {
    return samples.stream().mapToLong(what).max().orElse(0);
  }

  private static long middle(List<Sample> samples, ToLongFunction<Sample> what) {
    return samples.stream().mapToLong(what).sorted().skip(samples.size() / 2).findFirst().orElse(0);
  }

  private static long count(Kinetics.Result result, String name) {
    String text = result.out();
    Matcher before = Pattern.compile("([\\d,]+) " + name).matcher(text);
    Matcher after = Pattern.compile("(?m)^ +" + name + " +([\\d,]+)").matcher(text);
    String found = after.find() ? after.group(1) : before.find() ? before.group(1) : "0";
    return Long.parseLong(found.replace(",", ""));
  }

  /** The lines about clips; each run has one more, about itself. */
  private long journalLines() throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines +=
            Files.readAllLines(file).stream().filter(line -> line.contains("\"clip\"")).count();
      }
    }
    return lines;
  }
}
