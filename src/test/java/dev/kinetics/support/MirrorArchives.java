package dev.kinetics.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives of clips on a site, in the mirror's paths. */
public final class MirrorArchives {
  private MirrorArchives() {}

  /**
   * Puts archives of classes of release 600, and their list, on a site.
   *
   * @param clips the names of the clips of each class, without an ending; each is ten seconds long
   */
  public static void serve(YoutubeSite site, Map<String, List<String>> clips) throws IOException {
    serve(site, "600", "train", 10, clips);
  }

  /**
   * Puts archives of one split, and their list, on a site.
   *
   * @param release the mirror's folder of the release
   * @param split the mirror's word for the split
   * @param seconds how long each clip is
   * @param clips the names of each archive's clips, without an ending; an archive is called by a
   *     class, or anything else for clips of several
   */
  public static void serve(
      YoutubeSite site, String release, String split, int seconds, Map<String, List<String>> clips)
      throws IOException {
    byte[] clip = clip(seconds);
    String folder = release + "/" + split + "/";
    List<String> archives = new ArrayList<>();
    for (Map.Entry<String, List<String>> of : clips.entrySet()) {
      String archive = folder + of.getKey().replace(' ', '_') + ".tar";
      archives.add("https://s3.amazonaws.com/kinetics/" + archive + "\n");
      site.page("/kinetics/" + archive, "application/octet-stream", tar(of.getValue(), clip));
    }
    byte[] list = String.join("", archives).getBytes(StandardCharsets.UTF_8);
    site.page(
        "/kinetics/" + folder + "k" + release + "_" + split + "_path.txt", "text/plain", list);
  }

  private static byte[] clip(int seconds) throws IOException {
    Path file = Files.createTempFile("clip", ".mp4");
    TestTools.ffmpeg(
        List.of(
            "-i",
            Media.MP4.file().toString(),
            "-t",
            Integer.toString(seconds),
            "-c",
            "copy",
            file.toString()));
    byte[] clip = Files.readAllBytes(file);
    Files.delete(file);
    return clip;
  }

  private static byte[] tar(List<String> names, byte[] clip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String name : names) {
        TarArchiveEntry header = new TarArchiveEntry(name + ".mp4");
        header.setSize(clip.length);
        tar.putArchiveEntry(header);
        tar.write(clip);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
