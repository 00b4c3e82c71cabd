package dev.kinetics.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.journal.Outcome;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.support.YoutubeSite;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorWalkTest {
  private static final Clip CLIP =
      new Clip("abcdefghijk", Split.TRAIN, "zumba", 0, 10_000, "abcdefghijk", "");

  @TempDir private Path folder;
  private final YoutubeSite site = new YoutubeSite();

  @AfterEach
  void close() {
    site.close();
  }

  /** A walk through one archive, of which this is told. */
  private Ended walk(Function<MirrorArchive, List<Answer<?>>> told) throws InterruptedException {
    String list = "https://s3.amazonaws.com/kinetics/600/train/zumba.tar\n";
    site.page(
        "/kinetics/600/train/k600_train_path.txt",
        "text/plain",
        list.getBytes(StandardCharsets.UTF_8));
    MirrorSource.Options options =
        new MirrorSource.Options(
            URI.create(site.address() + "/kinetics/"),
            new HttpProxy(null),
            Release.KINETICS_600,
            null,
            folder,
            false,
            Sampling.ALL,
            true);
    Workshop<MirrorArchive, Answer<?>> workshop =
        new Workshop<>() {
          @Override
          public Results<Answer<?>> on(Object common, List<MirrorArchive> archives, Notes notes) {
            assertThat(archives).hasSize(1);
            return Results.of(told.apply(archives.get(0)));
          }

          @Override
          public void close() {}
        };
    Notes notes = new Notes(line -> {}, block -> {}, line -> {});
    try (MirrorWalk walk = new MirrorWalk(options, workshop, List.of(CLIP), notes)) {
      Ended ended = walk.next();
      assertThat(walk.next()).isNull();
      return ended;
    }
  }

  @Test
  void aClipOfAnArchiveOfWhichNobodyToldIsNotGone() throws Exception {
    Ended ended = walk(archive -> List.of());

    assertThat(ended.clip()).isEqualTo(CLIP);
    assertThat(ended.result().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(ended.result().detail()).contains("zumba", "nobody has read it to its end");
  }

  @Test
  void aClipThatAnArchiveLacksIsGone() throws Exception {
    Ended ended = walk(archive -> List.of(new ArchiveRead(archive, List.of(), "")));

    assertThat(ended.result().outcome()).isEqualTo(Outcome.GONE);
  }
}
