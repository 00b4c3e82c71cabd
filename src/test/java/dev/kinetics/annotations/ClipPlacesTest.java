package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipPlacesTest {
  @Test
  void tellsWhereEachClipStandsAndThatOthersDoNot() {
    List<Clip> clips = new ArrayList<>();
    ClipPlaces empty = new ClipPlaces(List.of());
    assertThat(empty.of(Split.TRAIN, "id0")).isEqualTo(-1);
    for (int i = 0; i < 5000; i++) {
      clips.add(
          new Clip("id" + i / 2, Split.values()[i % 2], "label", 0, 10_000, "id" + i / 2, ""));
      if (Integer.bitCount(i + 1) > 1) {
        continue;
      }
      // Full tables and nearly empty ones.
      ClipPlaces places = new ClipPlaces(List.copyOf(clips));
      for (int place = 0; place < clips.size(); place++) {
        Clip clip = clips.get(place);
        assertThat(places.of(clip.split(), clip.name())).isEqualTo(place);
        assertThat(places.of(Split.TEST, clip.name())).isEqualTo(-1);
      }
      assertThat(places.of(Split.TRAIN, "id5000")).isEqualTo(-1);
    }
  }
}
