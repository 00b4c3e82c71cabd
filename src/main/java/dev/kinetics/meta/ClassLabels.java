package dev.kinetics.meta;

import dev.kinetics.dataset.Naming.ClassFolders;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** From a class's folder back to its label. */
final class ClassLabels {
  private final ClassFolders naming;
  private final Map<String, String> byFolder = new HashMap<>();

  /** Knows these labels; of two that share a folder, the first. */
  ClassLabels(ClassFolders naming, Collection<String> labels) {
    this.naming = naming;
    labels.forEach(label -> byFolder.putIfAbsent(naming.folder(label), label));
  }

  /**
   * The label that a folder is for: the known one; else, for a class of a person's own, the
   * folder's name with spaces for underscores. Empty where that label's folder would be another
   * one: nobody would find the clips again.
   */
  Optional<String> label(String folder) {
    String known = byFolder.get(folder);
    if (known != null) {
      return Optional.of(known);
    }
    String made = naming.label(folder);
    return Optional.of(made).filter(label -> naming.folder(label).equals(folder));
  }

  /**
   * The known label that a person means, whether written with spaces or as its folder; else as it
   * is.
   */
  String meant(String written) {
    return byFolder.getOrDefault(naming.folder(written), written);
  }
}
