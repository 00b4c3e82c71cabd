package dev.kinetics.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run says of itself at the head of its journal.
 *
 * @param start when it began to book
 * @param job the subcommand, such as {@code download}
 * @param release the release's name, or the annotation file's
 * @param wanted how many clips it set out to work on
 * @param program what it is run by
 */
public record RunHeader(Instant start, String job, String release, long wanted, Program program) {

  /**
   * A program and how it was called.
   *
   * @param version its version; empty where nobody knows
   * @param command the command line, without the program's own name and without secrets
   * @param tools the versions of the tools that it uses, by name
   */
  public record Program(String version, List<String> command, Map<String, String> tools) {
    /** Nothing is known. */
    public static final Program UNKNOWN = new Program("", List.of(), Map.of());
  }
}
