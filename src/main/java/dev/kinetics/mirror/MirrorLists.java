package dev.kinetics.mirror;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.net.Http;
import dev.kinetics.net.HttpStream;
import dev.kinetics.net.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists of the CVDF mirror (github.com/cvdfoundation/kinetics-dataset): one text file a split,
 * one archive's address a line. 600 and 700-2020 have an archive a class, called by the class or by
 * its place in the sorted list of classes; 400 has numbered parts of mixed classes. An archive
 * whose name tells no class is taken for mixed.
 */
final class MirrorLists {
  /** Where the mirror is. */
  private static final Pattern NUMBERED = Pattern.compile("k700_(train|val)_(\\d{3})");

  private static final Pattern ENDING = Pattern.compile("\\.(tar\\.gz|tgz|tar)$");
  private static final int LONGEST_LIST = 16 << 20;
  private static final Pattern LISTED_BASE =
      Pattern.compile("^https?://s3\\.amazonaws\\.com/kinetics/");

  private final Http http;
  private final URI mirror;
  private final Release release;
  private final Patience patience;
  private final BooleanSupplier stopped;

  MirrorLists(Http http, URI mirror, Release release, Patience patience, BooleanSupplier stopped) {
    this.http = http;
    this.mirror = mirror;
    this.release = release;
    this.patience = patience;
    this.stopped = stopped;
  }

  /** The mirror's folder of a release. 700 is a part of 700-2020 there; others have their own. */
  static String folder(Release release) {
    String folder =
        release == Release.KINETICS_700
            ? Release.KINETICS_700_2020.mirrorName()
            : release.mirrorName();
    if (folder.isEmpty()) {
      throw KineticsException.badInput(
          "the mirror does not have release " + release + "; leave it out of --source");
    }
    return folder;
  }

  /** The mirror's word for a split. */
  static String word(Split split) {
    return split == Split.VALID ? "val" : split.toString();
  }

  /**
   * The archives of a split, in the list's order.
   *
   * @throws KineticsException when the list can't be had
   */
  List<MirrorArchive> archives(Split split) throws InterruptedException {
    String folder = folder(release);
    String split400 = word(split);
    URI list =
        mirror.resolve(folder + "/" + split400 + "/k" + folder + "_" + split400 + "_path.txt");
    try (InputStream in = new HttpStream(http, list, patience, stopped)) {
      byte[] text = in.readNBytes(LONGEST_LIST);
      return parse(text, split);
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException e) {
      throw KineticsException.unavailable(
          "the mirror's list of archives could not be fetched ("
              + list
              + " "
              + e.getMessage()
              + "); run the same command again later, or name another --source",
          e);
    }
  }

  private List<MirrorArchive> parse(byte[] text, Split split) throws IOException {
    Map<String, String> labels = new HashMap<>();
    List<String> sorted = new ArrayList<>(ClassCatalog.of(release).classes());
    sorted.sort(null);
    sorted.forEach(label -> labels.put(label, label));
    sorted.forEach(label -> labels.putIfAbsent(label.replace(' ', '_'), label));
    List<MirrorArchive> archives = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new java.io.ByteArrayInputStream(text), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String path = below(line.strip());
      if (path != null) {
        String name = plain(path.substring(path.lastIndexOf('/') + 1));
        MirrorArchive archive =
            new MirrorArchive(
                mirror.resolve(path), split, label(name, split, labels, sorted), fileName(name));
        if (seen.add(path)) {
          archives.add(archive);
        }
      }
    }
    if (archives.isEmpty()) {
      throw new IOException("it names no archive");
    }
    return archives;
  }

  /**
   * The encoded path below the mirror's own address; null for a line that is none, or that leads
   * elsewhere: a list does not decide which servers are asked.
   */
  private String below(String line) {
    String path = LISTED_BASE.matcher(line).replaceFirst("");
    if (path.startsWith(mirror.toString())) {
      path = path.substring(mirror.toString().length());
    }
    boolean elsewhere = path.contains("://") || path.startsWith("/") || path.startsWith("\\");
    String encoded = encode(path);
    boolean upwards = ("/" + plain(encoded) + "/").contains("/../");
    boolean odd = plain(encoded).chars().anyMatch(Character::isISOControl);
    return path.isEmpty() || elsewhere || upwards || odd || !ENDING.matcher(path).find()
        ? null
        : encoded;
  }

  private static String label(
      String name, Split split, Map<String, String> labels, List<String> sorted) {
    String stem = ENDING.matcher(name).replaceFirst("");
    if (labels.containsKey(stem)) {
      return labels.get(stem);
    }
    Matcher numbered = NUMBERED.matcher(stem);
    if (split != Split.TEST && numbered.matches()) {
      int place = Integer.parseInt(numbered.group(2));
      return place >= 1 && place <= sorted.size() ? sorted.get(place - 1) : null;
    }
    return null;
  }

  /** Percent-encodes what may not stand in a path; what is encoded already stays. */
  static String encode(String path) {
    StringBuilder encoded = new StringBuilder();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      boolean escape =
          b == '%'
              && i + 2 < bytes.length
              && Character.digit(bytes[i + 1], 16) >= 0
              && Character.digit(bytes[i + 2], 16) >= 0;
      boolean letter = b < 128 && Character.isLetterOrDigit(b);
      if (escape || letter || "/-._~!$&'()*+,;=@".indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append(String.format("%%%02X", b));
      }
    }
    return encoded.toString();
  }

  private static String plain(String encoded) {
    return URI.create("/" + encoded).getPath().substring(1);
  }

  private static String fileName(String name) {
    return name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_").replaceFirst("^\\.+", "_");
  }
}
