package dev.kinetics.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders of {@code PATH} and the endings that a program's file may have (Windows: {@code
 * PATHEXT}). Folders that are not absolute are left out: a program out of the current folder, which
 * may hold anything, is never meant.
 */
public record SearchPath(List<Path> folders, List<String> endings) {
  public static SearchPath of(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder : variable(environment, "PATH").split(File.pathSeparator)) {
      try {
        if (!folder.isEmpty() && Path.of(folder).isAbsolute()) {
          folders.add(Path.of(folder));
        }
      } catch (InvalidPathException e) {
        // No folder can have that name.
      }
    }
    List<String> endings = new ArrayList<>(List.of(""));
    for (String ending : variable(environment, "PATHEXT").split(";")) {
      if (!ending.isBlank()) {
        endings.add(ending);
      }
    }
    return new SearchPath(List.copyOf(folders), List.copyOf(endings));
  }

  /** The first program of that name. */
  public Optional<Path> find(String name) {
    return folders.stream().flatMap(folder -> in(folder, name).stream()).findFirst();
  }

  /** The program of that name in one folder. */
  Optional<Path> in(Path folder, String name) {
    for (String ending : endings) {
      Path file = folder.resolve(name + ending);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Names of variables have no case on Windows, where {@code Path} is usual. */
  private static String variable(Map<String, String> environment, String name) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
