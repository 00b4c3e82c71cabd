package dev.kinetics.youtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CookiesCopyTest {
  @TempDir Path folder;

  @Test
  void eachCallHasItsOwnFileThatNobodyElseCanRead() throws Exception {
    Path own = Files.writeString(folder.resolve("cookies.txt"), "a person's");
    SiteOptions site =
        new SiteOptions("https://example.org/{id}", own, null, null, 0, null, null, List.of());
    Path first;
    try (CookiesCopy one = CookiesCopy.of(site);
        CookiesCopy other = CookiesCopy.of(site)) {
      assertThat(one.arguments().get(0)).isEqualTo("--cookies");
      assertThat(site.toolArguments(one)).containsSubsequence(one.arguments());
      first = Path.of(one.arguments().get(1));
      Path second = Path.of(other.arguments().get(1));
      assertThat(List.of(first, second, own)).doesNotHaveDuplicates();
      assertThat(first).hasContent("a person's");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
          .isEqualTo("rw-------");
      Files.writeString(first, "written anew");
      assertThat(second).hasContent("a person's");
      assertThat(own).hasContent("a person's");
    }
    assertThat(first).doesNotExist();
  }

  @Test
  void withoutCookiesNothingIsSaid() {
    try (CookiesCopy none = CookiesCopy.of(SiteOptions.of("https://example.org/{id}"))) {
      assertThat(none.arguments()).isEmpty();
    }
  }
}
