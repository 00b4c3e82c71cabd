package dev.kinetics;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  /** From the top of the house to its ground: a room may only use rooms that stand further down. */
  private static final List<String[]> FLOORS =
      List.of(
          new String[] {"cli"},
          new String[] {"demo", "spark"},
          new String[] {"format"},
          new String[] {"tfrecord"},
          new String[] {"report"},
          new String[] {"statistics"},
          new String[] {"export", "inspect", "meta"},
          new String[] {"download", "extract"},
          new String[] {"youtube", "mirror"},
          new String[] {"source"},
          new String[] {"setup"},
          new String[] {"run"},
          new String[] {"engine"},
          new String[] {"standing"},
          new String[] {"history"},
          new String[] {"journal"},
          new String[] {"pass"},
          new String[] {"media"},
          new String[] {"release", "tool"},
          new String[] {"ffmpeg"},
          new String[] {"dataset"},
          new String[] {"net", "process"},
          new String[] {"lists"},
          new String[] {"annotations", "words"},
          new String[] {"error"});

  private static final int MOST_LINES = 350;
  private static final int MOST_FILES = 15;

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.kinetics");

  @Test
  void arrowsPointDown() {
    LayeredArchitecture rule = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String[] floor : FLOORS) {
      rule = rule.optionalLayer(floor[0]).definedBy(packages(floor));
    }
    for (int i = 0; i < FLOORS.size(); i++) {
      String[] above = FLOORS.subList(0, i).stream().map(floor -> floor[0]).toArray(String[]::new);
      rule =
          above.length == 0
              ? rule.whereLayer(FLOORS.get(i)[0]).mayNotBeAccessedByAnyLayer()
              : rule.whereLayer(FLOORS.get(i)[0]).mayOnlyBeAccessedByLayers(above);
    }
    rule.check(classes);
  }

  @Test
  void roomsFormNoCircle() {
    SlicesRuleDefinition.slices()
        .matching("dev.kinetics.(*)..")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  @Test
  void oneRoomAloneKnowsSpark() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.kinetics.spark")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(classes);
  }

  /** Who can't see a room at a glance can't guess where a thing lives. */
  @Test
  void roomsAndClassesAreSmall() throws IOException {
    Map<Path, Integer> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(Path.of("src/main/java/dev/kinetics"))) {
      for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(MOST_LINES);
        if (!file.endsWith("package-info.java")) {
          files.merge(file.getParent(), 1, Integer::sum);
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(FLOORS.size());
    files.keySet().removeIf(room -> room.toString().contains("/cli"));
    assertThat(files)
        .allSatisfy((room, count) -> assertThat(count).isLessThanOrEqualTo(MOST_FILES));
  }

  private static String[] packages(String[] floor) {
    String[] packages = new String[floor.length];
    for (int i = 0; i < floor.length; i++) {
      packages[i] = "dev.kinetics." + floor[i] + "..";
    }
    return packages;
  }
}
