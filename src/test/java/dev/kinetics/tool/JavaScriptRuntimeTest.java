package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaScriptRuntimeTest {
  @ParameterizedTest
  @CsvSource({
    "DENO,1.46.3,false",
    "DENO,2.2.9,false",
    "DENO,2.3.0,true",
    "DENO,10.1,true",
    "NODE,18.19.0+dfsg-6,false",
    "NODE,20.20.2,false",
    "NODE,22.0.0,true",
    "NODE,22.1.0,true",
    "QUICKJS,2021-03-27,false",
    "QUICKJS,2023-12-09,true",
    "QUICKJS,2025-04-26,true",
    "QUICKJS,0.10.1,true",
  })
  void takesWhatYtDlpTakes(JavaScriptRuntime runtime, String version, boolean takes) {
    assertThat(runtime.takes(version)).isEqualTo(takes);
  }
}
