package dev.kinetics.lists;

import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.zip.ZipException;

/**
 * One list of a folder or archive, or the only one.
 *
 * @param number its place in the folder or archive
 * @param place the path, and in an archive the entry, for messages
 * @param name the file's name, for messages
 * @param split the split that the name says; null where it says none
 * @param form how it is written
 * @param labelled whether its clips can have labels
 */
record ListFile(int number, String place, String name, Split split, Form form, boolean labelled) {

  enum Form {
    CSV,
    JSON
  }

  /** The error for a fault of structure in a line. */
  KineticsException fault(long line, String what) {
    return KineticsException.badInput(place + ":" + line + ": " + what);
  }

  /** The error for a list that can't be read on from a line. */
  KineticsException fault(long line, IOException cause) {
    return KineticsException.badInput(place + ":" + line + ": " + explain(cause), cause);
  }

  /** What went wrong and what to do, for the faults that files and archives have. */
  static String explain(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "can't be read: check its permissions";
    }
    if (cause instanceof EOFException) {
      return "is cut off; get the list again";
    }
    if (cause instanceof ZipException) {
      return "is damaged (" + cause.getMessage() + "); get the list again";
    }
    if (cause instanceof RowBound.RowTooLongException) {
      return cause.getMessage() + "; this is no annotation list";
    }
    return "can't be read: " + Visible.text(String.valueOf(cause.getMessage()));
  }
}
