package dev.kinetics.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Under the locale {@code C}, which containers have, Java can neither name a file outside ASCII nor
 * read an argument that does. The launcher sets another locale; a jar that is started without it
 * starts itself again under {@code C.UTF-8}.
 */
final class Utf8Start {
  /** The arguments of the second start, since the first can't write them into a command line. */
  private static final String ARGUMENTS = "kinetics.arguments";

  /** The locales in which nothing but ASCII can be written. */
  private static final Charset ASCII = StandardCharsets.US_ASCII;

  private static final long PATIENCE_SECONDS = 25;

  private Utf8Start() {}

  /** Whether this is a first start under such a locale. */
  static boolean isNeeded() {
    String charset = System.getProperty("sun.jnu.encoding", "UTF-8");
    return System.getProperty(ARGUMENTS) == null
        && Charset.isSupported(charset)
        && Charset.forName(charset).equals(ASCII);
  }

  /** The arguments that the first start was given; in a first start its own. */
  static String[] arguments(String[] given) {
    String packed = System.getProperty(ARGUMENTS);
    if (packed == null) {
      return given;
    }
    String all = new String(Base64.getDecoder().decode(packed), StandardCharsets.UTF_8);
    return all.isEmpty() ? new String[0] : all.substring(0, all.length() - 1).split("\0", -1);
  }

  /**
   * Starts the program again, and waits for its end.
   *
   * @return its exit code
   * @throws IOException when it can't be started
   */
  static int run(String[] arguments) throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    raw(arguments).forEach(argument -> all.append(argument).append('\0'));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions());
    String packed =
        Base64.getEncoder().encodeToString(all.toString().getBytes(StandardCharsets.UTF_8));
    command.add("-D" + ARGUMENTS + "=" + packed);
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    Thread hook = new Thread(() -> end(process), "second-start");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = process.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This start is being stopped, too.
    }
    return code;
  }

  /** The jar's own place: a name below /proc/self means another file to another process. */
  private static String classPath() throws IOException {
    String given = System.getProperty("java.class.path");
    return given.startsWith("/proc/self/") ? Path.of(given).toRealPath().toString() : given;
  }

  /** Passes on that this start is ended, and waits as long as the other needs to put away. */
  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The arguments as they were typed: Java has lost what is not ASCII in its own. */
  private static List<String> raw(String[] arguments) throws IOException {
    List<String> words = commandLine();
    int first = words.size() - arguments.length;
    return first < 0 ? Arrays.asList(arguments) : words.subList(first, words.size());
  }

  /** The options before {@code -jar}, such as {@code -Xmx}. */
  private static List<String> javaOptions() throws IOException {
    List<String> words = commandLine();
    int jar = words.indexOf("-jar");
    return jar < 1 ? List.of() : words.subList(1, jar);
  }

  /** This process's own words; none where the system does not tell. */
  private static List<String> commandLine() throws IOException {
    Path words = Path.of("/proc/self/cmdline");
    if (!Files.isReadable(words)) {
      return List.of();
    }
    String all = new String(Files.readAllBytes(words), StandardCharsets.UTF_8);
    return all.isEmpty() ? List.of() : List.of(all.substring(0, all.length() - 1).split("\0", -1));
  }
}
