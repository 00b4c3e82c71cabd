package dev.kinetics.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.pass.Pass;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.support.SmallDisk;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupedTracksIT {
  private final Tools tools = TestTools.tools();
  @TempDir Path folder;

  private static Clip clip(String id) {
    return new Clip(id, Split.TRAIN, "pole vault", 0, 2000, id, "");
  }

  /** A clip that was cut, with a tone of two seconds beside it. */
  private Fetched.Made made(Path folder, String id, int hertz) throws IOException {
    Path own = Files.createDirectory(folder.resolve(id));
    Path samples = own.resolve("samples.wav");
    String tone = "sine=frequency=" + hertz + ":sample_rate=44100:duration=2";
    TestTools.ffmpeg(List.of("-f", "lavfi", "-i", tone, "-c:a", "pcm_f32le", samples.toString()));
    return new Fetched.Made(
        clip(id),
        new Fetched.Origin("youtube", 1, 0),
        own.resolve("clip.mp4"),
        Outcome.DONE,
        1,
        new MediaFacts(640, 360, 30, 2, 60, true),
        List.of(
            Extra.ofSamples(
                own.resolve("sound.mp3"), new Pass.Unencoded(samples, SoundStyle.DEFAULT, 3))));
  }

  private GroupedTracks grouped(List<Fetched> fetched) {
    return grouped(Results.of(fetched));
  }

  private GroupedTracks grouped(Results<Fetched> fetched) {
    return new GroupedTracks(fetched, tools.ffmpeg(), new Judge(tools.ffmpeg(), tools.ffprobe()));
  }

  private static Extra track(Fetched made) {
    return ((Fetched.Made) made).extras().get(0);
  }

  @Test
  void tracksAreMadeTogetherAndEachOfItsOwnSamples() throws Exception {
    List<Fetched> all = new ArrayList<>();
    // More than one ffmpeg takes.
    for (int i = 0; i < 11; i++) {
      all.add(made(folder, "clip" + i, 300 + 100 * i));
    }
    all.add(
        5,
        new Fetched.Lost(
            clip("lost"), new Fetched.Origin("youtube", 1, 0), Outcome.GONE, "private", ""));

    List<Fetched> told = grouped(all).rest();

    assertThat(told).hasSize(12).first().isInstanceOf(Fetched.Lost.class);
    for (int i = 0; i < 11; i++) {
      Fetched next = told.get(i + 1);
      assertThat(next.clip().id()).isEqualTo("clip" + i);
      assertThat(track(next).job()).isEqualTo(Jobs.SOUND);
      assertThat(track(next).result().outcome()).isEqualTo(Outcome.DONE);
      assertThat(track(next).result().bytes()).isEqualTo(Files.size(track(next).file()));
      assertThat(Tone.hertz(track(next).file(), 0.5, 1)).isCloseTo(300 + 100.0 * i, within(5.0));
    }
  }

  @Test
  void samplesWithAFaultCostTheirOwnTrack() throws Exception {
    Fetched.Made broken = made(folder, "broken", 440);
    Files.writeString(broken.extras().get(0).samples().file(), "no sound");

    List<Fetched> told =
        grouped(List.of(made(folder, "first", 440), broken, made(folder, "last", 880))).rest();

    assertThat(told)
        .extracting(next -> track(next).result().outcome())
        .containsExactly(Outcome.DONE, Outcome.FAILED, Outcome.DONE);
    assertThat(told).allMatch(Fetched::isThere);
    assertThat(track(told.get(1)).result().detail()).isNotBlank();
    assertThat(Tone.hertz(track(told.get(2)).file(), 0.5, 1)).isCloseTo(880, within(5.0));
  }

  @Test
  void whatWasMadeBeforeAFaultIsToldOf() throws Exception {
    Results<Fetched> made = Results.of(List.of(made(folder, "before", 440)));
    KineticsException fault = KineticsException.stopped("no more");
    GroupedTracks tracks =
        grouped(
            new Results<>() {
              @Override
              public Fetched next() throws InterruptedException {
                Fetched next = made.next();
                if (next == null) {
                  throw fault;
                }
                return next;
              }

              @Override
              public void close() {
                made.close();
              }
            });

    assertThat(track(tracks.next()).result().outcome()).isEqualTo(Outcome.DONE);
    assertThatThrownBy(tracks::next).isSameAs(fault);
  }

  @Test
  void aFullDiskEndsTheRun() throws Exception {
    try (SmallDisk disk = SmallDisk.open(Files.createDirectory(folder.resolve("disk")))) {
      Path small = Files.createDirectory(disk.folder().resolve("scratch"));
      List<Fetched> all = List.of(made(small, "one", 440), made(small, "two", 440));
      disk.fill(0);

      GroupedTracks tracks = grouped(all);

      assertThatThrownBy(tracks::next)
          .isInstanceOf(KineticsException.class)
          .hasMessageContaining("is full; make room");
    }
  }
}
