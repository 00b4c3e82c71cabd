package dev.kinetics.lists;

/** What more a row has to be for what it is read for, such as a video of a site. */
@FunctionalInterface
public interface RowCheck {
  /** Takes every row. */
  RowCheck NONE = (id, url) -> null;

  /**
   * Why a row is refused; null when it is not.
   *
   * @param url its own address; empty where it has none
   */
  String problem(String id, String url);
}
