package dev.kinetics.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassCatalogTest {
  @ParameterizedTest
  @EnumSource(Release.class)
  void everyReleaseHasItsClassesEachOnceInOrder(Release release) {
    List<String> classes = ClassCatalog.of(release).classes();
    assertThat(classes)
        .hasSize(release.classCount())
        .doesNotHaveDuplicates()
        .isSorted()
        .allSatisfy(name -> assertThat(name).matches("[A-Za-z][A-Za-z0-9 '(),&-]*[A-Za-z)]"));
  }

  @Test
  void labelsAreAsPublished() {
    assertThat(ClassCatalog.of(Release.KINETICS_400).classes())
        .startsWith("abseiling", "air drumming")
        .endsWith("yoga", "zumba")
        .contains("massaging person's head", "passing American football (not in game)");
    assertThat(ClassCatalog.of(Release.KINETICS_600).classes())
        .contains("passing American football (in game)", "passing american football (not in game)");
    assertThat(ClassCatalog.of(Release.KINETICS_700_2020).classes())
        .isEqualTo(ClassCatalog.of(Release.KINETICS_700).classes());
  }

  @Test
  void the400ClassesFallIntoThePapers38CategoriesAndCustom() {
    ClassCatalog catalog = ClassCatalog.of(Release.KINETICS_400);
    Map<String, List<String>> categories = catalog.categories();
    assertThat(categories).hasSize(39).containsKey("athletics - throwing + launching");
    assertThat(List.copyOf(categories.keySet())).isSorted();
    assertThat(categories.get("custom")).hasSize(14).contains("bench pressing", "yoga");
    assertThat(categories.get("golf"))
        .containsExactly("golf chipping", "golf driving", "golf putting");

    Set<String> inCategories = new HashSet<>();
    categories.forEach(
        (category, classes) -> {
          assertThat(classes).isSorted().doesNotHaveDuplicates();
          inCategories.addAll(classes);
          if (!category.equals("custom")) {
            assertThat(classes).doesNotContainAnyElementsOf(categories.get("custom"));
          }
        });
    assertThat(inCategories).isEqualTo(new HashSet<>(catalog.classes()));
  }

  @Test
  void theDemoHasThreeClassesInTheirOwnCategories() {
    ClassCatalog demo = ClassCatalog.of(Release.DEMO);
    assertThat(demo.classes()).containsExactly("blowing glass", "playing violin", "pole vault");
    assertThat(demo.categories())
        .containsEntry("athletics - jumping", List.of("pole vault"))
        .containsEntry("music", List.of("playing violin"))
        .allSatisfy((category, classes) -> assertThat(demo.classes()).containsAll(classes));
  }

  @Test
  void otherReleasesHaveNoCategories() {
    assertThat(ClassCatalog.of(Release.KINETICS_600).categories()).isEmpty();
    assertThat(ClassCatalog.of(Release.KINETICS_700).categories()).isEmpty();
  }
}
