package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  @Test
  void liesWhereEachSystemWantsIt() {
    assertThat(root(Map.of(), "Linux")).isEqualTo(Path.of("/home/a/.cache/kinetics"));
    assertThat(root(Map.of("XDG_CACHE_HOME", "/x"), "Linux")).isEqualTo(Path.of("/x/kinetics"));
    assertThat(root(Map.of("XDG_CACHE_HOME", "relative"), "Linux"))
        .isEqualTo(Path.of("/home/a/.cache/kinetics"));
    assertThat(root(Map.of("XDG_CACHE_HOME", "/x"), "Mac OS X"))
        .isEqualTo(Path.of("/home/a/Library/Caches/kinetics"));
    assertThat(root(Map.of("LOCALAPPDATA", "/local"), "Windows 11"))
        .isEqualTo(Path.of("/local/kinetics/cache"));
    assertThat(root(Map.of("KINETICS_CACHE", "/mine", "XDG_CACHE_HOME", "/x"), "Linux"))
        .isEqualTo(Path.of("/mine"));
  }

  private static Path root(Map<String, String> environment, String system) {
    return UserCache.root(environment, system, "/home/a");
  }

  @Test
  void aUserWithoutAnEntryInPasswdHasHome() {
    assertThat(UserCache.home(Map.of("HOME", "/data/me"), "?")).isEqualTo("/data/me");
    assertThat(UserCache.home(Map.of("HOME", "/data/me"), "/home/me")).isEqualTo("/home/me");
    assertThat(UserCache.home(Map.of(), "?")).isEqualTo("?");
  }
}
