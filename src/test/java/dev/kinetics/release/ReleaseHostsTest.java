package dev.kinetics.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Release;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseHostsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "KINETICS_ANNOTATIONS_URL", "http://lab.example/lists/",
          "KINETICS_MIRROR_URL", " https://lab.example:8443/mirror ");

  @Test
  void thePublishedAddressesAreTheDefault() {
    ReleaseHosts hosts = ReleaseHosts.of(null, null, Map.of("KINETICS_MIRROR_URL", ""));
    assertThat(hosts.archive(Release.KINETICS_700_2020))
        .hasToString(
            "https://storage.googleapis.com/deepmind-media/Datasets/kinetics700_2020.tar.gz");
    assertThat(hosts.mirrorLists(Release.KINETICS_700_2020))
        .hasToString("https://s3.amazonaws.com/kinetics/700_2020/annotations");
  }

  @Test
  void variablesOverrideThem() {
    ReleaseHosts hosts = ReleaseHosts.of(null, null, ENVIRONMENT);
    assertThat(hosts.archive(Release.KINETICS_400))
        .hasToString("http://lab.example/lists/kinetics400.tar.gz");
    assertThat(hosts.mirror()).hasToString("https://lab.example:8443/mirror");
  }

  @Test
  void optionsOverrideVariables() {
    ReleaseHosts hosts =
        ReleaseHosts.of(
            URI.create("http://127.0.0.1:9/a//"), URI.create("HTTP://[::1]:9"), ENVIRONMENT);
    assertThat(hosts.publisher()).hasToString("http://127.0.0.1:9/a");
    assertThat(hosts.mirror()).hasToString("HTTP://[::1]:9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lists",
        "file:///etc",
        "ftp://lab.example/lists",
        "https:",
        "https:///lists",
        "http://lab.example/lists?key=1",
        "http://lab.example/lists#top",
        "http://lab example/",
        "http://someone:secret@lab.example/"
      })
  void anythingButAPlainWebAddressIsBadInput(String value) {
    assertThatThrownBy(() -> ReleaseHosts.of(null, null, Map.of("KINETICS_ANNOTATIONS_URL", value)))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining("https://")
        .hasMessageNotContaining("secret");
  }
}
