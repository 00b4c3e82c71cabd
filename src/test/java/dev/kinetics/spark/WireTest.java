package dev.kinetics.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.tool.ToolOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void whatIsSaidOfAClipComesThroughWhole() {
    Clip clip = new Clip("-a_b", Split.TEST, "täglich", 0, 10_000, "-a_b", "");
    ClipResult made =
        ClipResult.made(Outcome.SHORT, 7, new MediaFacts(340, 256, 25, 9.5, 237, true)).from("x");
    Message.Book book =
        new Message.Book(
            3, List.of(new Ended(clip, made, List.of(new Booking("frames", clip, made)))));

    assertThat(Wire.unpack(Wire.pack(book))).isEqualTo(book);
    assertThat(Wire.unpack(Wire.pack(null))).isNull();
  }

  @Test
  void pathsTravelAsAbsoluteText() {
    DatasetLayout layout = new DatasetLayout(Path.of("data set"));
    ToolOptions tools = new ToolOptions(Path.of("bin/ffmpeg"), null, Path.of("/bin/yt-dlp"));

    assertThat(((DatasetLayout) Wire.unpack(Wire.pack(layout))).root())
        .isEqualTo(Path.of("data set").toAbsolutePath());
    assertThat(Wire.unpack(Wire.pack(tools)))
        .isEqualTo(
            new ToolOptions(Path.of("bin/ffmpeg").toAbsolutePath(), null, Path.of("/bin/yt-dlp")));
  }
}
