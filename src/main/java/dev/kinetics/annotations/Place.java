package dev.kinetics.annotations;

/** Where in a list something stands. */
record Place(String file, long line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
