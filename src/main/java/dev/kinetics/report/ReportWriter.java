package dev.kinetics.report;

import dev.kinetics.dataset.AtomicFile;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateException;
import gg.jte.output.WriterOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Writes the page: the template is {@code src/main/jte/report.jte}, compiled by the build. */
final class ReportWriter {
  private static final String TEMPLATES = "dev.kinetics.report.template";

  private ReportWriter() {}

  /**
   * Writes the page, whole or not at all.
   *
   * @throws IOException when it can't be written
   */
  static void write(ReportPage page, Path target) throws IOException {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, ReportWriter.class.getClassLoader(), TEMPLATES);
    AtomicFile.write(
        target,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          try {
            engine.render(
                "report.jte",
                Map.of("page", page, "parts", PageParts.load()),
                new WriterOutput(writer));
          } catch (TemplateException e) {
            // It wraps whatever comes out of a template, a full disk too.
            Throwable cause = e;
            while (cause.getCause() != null) {
              cause = cause.getCause();
            }
            if (cause instanceof IOException fault) {
              throw fault;
            }
            throw e;
          }
          writer.flush();
        });
  }
}
