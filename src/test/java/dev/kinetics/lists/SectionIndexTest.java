package dev.kinetics.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.lists.SectionIndex.Added;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SectionIndexTest {
  @Test
  void tellsRepeatedFromClashing() {
    SectionIndex index = new SectionIndex();
    assertThat(index.add("a", 1000, 2000, 1)).isEqualTo(Added.NEW);
    assertThat(index.add("a", 1000, 2000, 1)).isEqualTo(Added.REPEATED);
    assertThat(index.add("a", 1000, 2000, 0)).isEqualTo(Added.REPEATED);
    assertThat(index.add("a", 1000, 2000, 2)).isEqualTo(Added.CLASHING);
    assertThat(index.add("a", 1500, 2500, 1)).isEqualTo(Added.CLASHING);
    assertThat(index.add("a", 3000, 4000, 2)).isEqualTo(Added.NEW);
    assertThat(index.add("a", 3000, 4000, 1)).isEqualTo(Added.CLASHING);
    assertThat(index.add("b", 1000, 2000, 2)).isEqualTo(Added.NEW);
    assertThat(index.size()).isEqualTo(3);
  }

  @Test
  void anIdThatIsAnotherSectionsNameClashes() {
    SectionIndex index = new SectionIndex();
    index.add("a", 1000, 2000, 1);
    assertThat(index.add("a_000001_000002", 0, 9000, 1)).isEqualTo(Added.CLASHING);
    assertThat(index.add("a_000003_000004", 0, 9000, 1)).isEqualTo(Added.NEW);
    assertThat(index.add("a", 3000, 4000, 1)).isEqualTo(Added.CLASHING);
    assertThat(index.add("a", 4000, 5000, 1)).isEqualTo(Added.NEW);
  }

  @Test
  void findsTheEarliestOfManyAsAPlainSearchDoes() {
    Random random = new Random(5);
    SectionIndex index = new SectionIndex();
    Map<String, long[]> earliest = new HashMap<>();
    Map<String, Integer> labels = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      String id = "v" + Integer.toString(random.nextInt(60_000), 36);
      int start = random.nextInt(30) * 1000;
      int end = start + 1000 + random.nextInt(3) * 1000;
      int label = 1 + random.nextInt(2);
      Integer before = labels.putIfAbsent(id + " " + start + " " + end, label);
      assertThat(index.add(id, start, end, label))
          .isEqualTo(
              before == null ? Added.NEW : before == label ? Added.REPEATED : Added.CLASHING);
      if (before == null) {
        earliest.merge(
            id,
            new long[] {start, end},
            (a, b) -> a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]) ? a : b);
      }
    }
    assertThat(index.size()).isEqualTo(labels.size());
    for (String section : labels.keySet()) {
      String[] parts = section.split(" ");
      int start = Integer.parseInt(parts[1]);
      int end = Integer.parseInt(parts[2]);
      long[] first = earliest.get(parts[0]);
      assertThat(index.isEarliest(parts[0], start, end))
          .isEqualTo(first[0] == start && first[1] == end);
    }
  }
}
