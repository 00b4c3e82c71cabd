package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageManagerTest {
  /** The libraries that the bundled ffmpeg lacks on a bare Debian 12, and where they are. */
  @ParameterizedTest
  @CsvSource({
    "libxcb.so.1,libxcb1",
    "libxcb-shm.so.0,libxcb-shm0",
    "libpulse.so.0,libpulse0",
    "libva.so.2,libva2",
    "libva-drm.so.2,libva-drm2",
    "libdrm.so.2,libdrm2",
    "libasound.so.2,libasound2",
    "libX11.so.6,libx11-6",
    "libgcc_s.so.1,libgcc-s1",
  })
  void namesDebiansPackageOfALibrary(String library, String packageName) {
    assertThat(PackageManager.debianName(library)).isEqualTo(packageName);
  }
}
