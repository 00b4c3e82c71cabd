package dev.kinetics.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.StringJoiner;

/** Addresses of files as a page beside them writes them. */
final class Addresses {
  private Addresses() {}

  /** The address of a file, relative to the folder that the page lies in. */
  static String relative(Path page, Path file) {
    Path from = page.toAbsolutePath().normalize().getParent();
    Path way = from.relativize(file.toAbsolutePath().normalize());
    StringJoiner address = new StringJoiner("/");
    for (Path name : way) {
      try {
        // As a path below a root: so a colon in a name does not make a scheme of it.
        address.add(new URI(null, null, "/" + name, null).toASCIIString().substring(1));
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(e);
      }
    }
    String text = address.toString();
    return text.startsWith(".") ? text : "./" + text;
  }
}
