package dev.kinetics.mirror;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the archives hold that were read to their end, one name a line in a file an archive: such an
 * archive is read again only when it has a clip that is wanted now.
 *
 * @param folder where the files are
 * @param release whose archives
 */
record ArchiveLedger(Path folder, Release release) {
  /** The clips of an archive by name; empty where nobody has read it to its end. */
  Optional<Set<String>> holdings(MirrorArchive archive) throws IOException {
    Path file = file(archive);
    return Files.exists(file)
        ? Optional.of(new HashSet<>(Files.readAllLines(PlainFile.require(file))))
        : Optional.empty();
  }

  /** Notes what an archive holds. */
  void note(MirrorArchive archive, Collection<String> names) throws IOException {
    AtomicFile.write(
        file(archive),
        out -> {
          for (String name : names) {
            out.write((name + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private Path file(MirrorArchive archive) {
    return folder.resolve(fileName(release, archive) + ".txt");
  }

  /** A name for an archive that no other one of any release has. */
  static String fileName(Release release, MirrorArchive archive) {
    return MirrorLists.folder(release)
        + "-"
        + MirrorLists.word(archive.split())
        + "-"
        + archive.name();
  }
}
