package dev.kinetics.net;

/** Is told how a fetch goes, by the thread that fetches. */
public interface FetchProgress {
  /**
   * More of a file has come; called for each piece of some kilobytes.
   *
   * @param what the file, for example {@code kinetics400.tar.gz}
   * @param done bytes of it that are there, those of an earlier run included; less than before when
   *     the fetch had to start anew
   * @param total bytes that it has, or -1 where the server does not say
   */
  void bytes(String what, long done, long total);

  /**
   * Something that a person who waits should know, in one line: another run is waited for, a host
   * failed and the next is tried, the file is being checked.
   */
  void note(String line);

  /** Tells nobody. */
  static FetchProgress none() {
    return new FetchProgress() {
      @Override
      public void bytes(String what, long done, long total) {}

      @Override
      public void note(String line) {}
    };
  }
}
