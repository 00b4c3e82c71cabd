package dev.kinetics.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What stands whole inside the page, so that it needs nothing beside it: style, script, and the
 * library that draws the charts.
 *
 * @param style our style sheet
 * @param script our script
 * @param charts Chart.js, as its WebJar has it
 * @param licence the licence of Chart.js
 */
public record PageParts(String style, String script, String charts, String licence) {
  private static final String CHARTS = "/META-INF/resources/webjars/chart.js/4.5.1/";

  /** Reads the parts from the class path. */
  static PageParts load() {
    return new PageParts(
        text("/report/report.css"),
        text("/report/report.js"),
        // Tools for developers would ask for the source map.
        text(CHARTS + "dist/chart.umd.min.js").replaceAll("(?m)^//# sourceMappingURL=.*$", ""),
        text(CHARTS + "LICENSE.md"));
  }

  /**
   * The page's content security policy: our style and scripts by their digests, pictures and clips
   * of the dataset, and nothing else. {@code file:} is what {@code 'self'} does not cover when the
   * page is opened from the disk.
   */
  public String policy() {
    return "default-src 'none'; style-src "
        + digest(style)
        + "; script-src "
        + digest(charts)
        + " "
        + digest(script)
        + "; img-src data: 'self' file:; media-src 'self' file:; base-uri 'none'; form-action 'none'";
  }

  /** The state that an outcome counts as, which gives its colour. */
  public String stateOf(String outcome) {
    return outcome.equals("outdated") ? "failed" : outcome;
  }

  private static String digest(String text) {
    return "'sha256-"
        + Base64.getEncoder()
            .encodeToString(DigestUtils.sha256(text.getBytes(StandardCharsets.UTF_8)))
        + "'";
  }

  private static String text(String resource) {
    try (InputStream in = PageParts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
