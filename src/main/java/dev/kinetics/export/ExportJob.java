package dev.kinetics.export;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.tool.Tools;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What an export is made of, and where it goes.
 *
 * @param layout the dataset
 * @param release the release whose clips these are
 * @param classes the index of each class
 * @param test what stands for the test set
 * @param out the folder of the export
 * @param tools what encodes and decodes; null where that is done elsewhere
 */
public record ExportJob(
    DatasetLayout layout,
    Release release,
    ClassIndices classes,
    TestClips test,
    Path out,
    Tools tools)
    implements Serializable {

  /** The same, with these tools, or without any: then it can be told to another machine. */
  ExportJob with(Tools others) {
    return new ExportJob(layout, release, classes, test, out, others);
  }

  /** What stands for the test set. */
  public enum TestClips {
    /**
     * The clips of valid: readers ask for a test set, and the labels of the real one are secret.
     */
    VAL,
    /** The clips of the test set whose label the list gives. */
    LABELLED,
    /** Nothing. */
    NONE
  }
}
