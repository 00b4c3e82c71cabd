package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassMatcherTest {
  private static final List<String> CLASSES = ClassCatalog.of(Release.KINETICS_400).classes();
  private static final Release RELEASE = Release.KINETICS_400;

  @Test
  void caseAndUnderscoresDoNotMatter() {
    assertThat(
            ClassMatcher.match(
                List.of("Pole Vault", "blowing_glass", "yoga"), CLASSES, "class", RELEASE))
        .containsExactly("pole vault", "blowing glass", "yoga");
  }

  @Test
  void theVeryNameGoesBeforeThoseEqualButForCase() {
    List<String> known = List.of("Vault", "vault", "VAULT", "pole vault");
    assertThat(ClassMatcher.match(List.of("vault"), known, "class", RELEASE))
        .containsExactly("vault");
    assertThat(ClassMatcher.match(List.of("vAult"), known, "class", RELEASE))
        .isEqualTo(Set.of("Vault", "vault", "VAULT"));
  }

  @Test
  void unknownNamesAreEachAnsweredWithTheClosest() {
    assertThatThrownBy(
            () ->
                ClassMatcher.match(
                    List.of("pole valut", "yoga", "violin"), CLASSES, "class", RELEASE))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining(
            "release 400 has no class 'pole valut' (did you mean 'pole vault'?), 'violin' (did you"
                + " mean 'playing violin'")
        .hasMessageContaining("'kinetics list-classes --release 400' prints")
        .hasMessageNotContaining("'yoga'");
  }

  @Test
  void namesThatNothingIsCloseToAreToldInTheirOrder() {
    List<String> known = ClassCatalog.of(Release.DEMO).classes();
    Selection asked =
        new Selection(
            false,
            new LinkedHashSet<>(List.of("zumba", "yoga", "abseiling", "Pole vault")),
            Set.of(),
            false,
            Set.of(Split.TRAIN));
    assertThatThrownBy(() -> ClassMatcher.match(asked.classes(), known, "class", Release.DEMO))
        .hasMessage(
            "release demo has no class 'zumba', 'yoga', 'abseiling';"
                + " 'kinetics list-classes --release demo' prints those it has");
  }

  @Test
  void unknownCategoriesAreAnsweredAlike() {
    Set<String> categories = ClassCatalog.of(Release.KINETICS_400).categories().keySet();
    assertThatThrownBy(() -> ClassMatcher.match(List.of("gulf"), categories, "category", RELEASE))
        .hasMessageContaining("no category 'gulf' (did you mean 'golf'?)")
        .hasMessageContaining("kinetics list-categories");
  }

  @Test
  void hostileNamesAreShownOnOneShortLine() {
    String hostile = "\u001b[2J\n" + "x".repeat(10_000);
    assertThatThrownBy(() -> ClassMatcher.match(List.of(hostile, ""), CLASSES, "class", RELEASE))
        .hasMessageContaining("\\u001b[2J\\nxxx")
        .hasMessageContaining("', ''; ")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\u001b"));
  }

  @Test
  void distanceCountsSwappedNeighboursOnce() {
    assertThat(ClassMatcher.distance("vault", "vault")).isZero();
    assertThat(ClassMatcher.distance("valut", "vault")).isOne();
    assertThat(ClassMatcher.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(ClassMatcher.distance("", "yoga")).isEqualTo(4);
  }
}
