package dev.kinetics.mirror;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Ended;
import java.io.Serializable;
import java.util.List;

/**
 * That an archive was read, and all clips that it gave are told of.
 *
 * @param archive the archive
 * @param damaged wanted clips that it holds, but none of them whole
 * @param failure why it could not be read to its end; empty where it could
 */
public record ArchiveRead(MirrorArchive archive, List<Ended> damaged, String failure)
    implements Answer<MirrorArchive>, Serializable {
  public ArchiveRead {
    damaged = List.copyOf(damaged);
  }

  @Override
  public MirrorArchive item() {
    return archive;
  }

  @Override
  public boolean isThere() {
    return failure.isEmpty();
  }
}
