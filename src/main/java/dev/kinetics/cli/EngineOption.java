package dev.kinetics.cli;

import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.KineticsException;
import dev.kinetics.spark.SparkEngine;
import dev.kinetics.tool.Tools;
import picocli.CommandLine.Option;

/** Where clips are worked on. */
final class EngineOption {
  private static final String SPARK_CLASS = "org.apache.spark.api.java.JavaSparkContext";

  /** What spark-submit sets for the program that it starts. */
  private static final String MASTER = "spark.master";

  private enum Kind {
    LOCAL,
    SPARK
  }

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "local: this machine; spark: the machines of a cluster (default: spark under"
              + " spark-submit, else local).")
  private Kind kind;

  /** Whether spark-submit has started this program. */
  static boolean isSubmitted() {
    return System.getProperty(MASTER) != null;
  }

  /** Whether the machines of a cluster are to do it. */
  boolean isSpark() {
    return kind == null ? isSubmitted() : kind == Kind.SPARK;
  }

  /**
   * The engine that was asked for.
   *
   * @throws KineticsException when it is Spark, and spark-submit has not started this program
   */
  Engine engine(Tools tools, ToolOptionsGroup toolOptions, String subcommand) {
    if (!isSpark()) {
      return Engine.here(tools);
    }
    if (!isSubmitted() || !hasSpark()) {
      throw KineticsException.badInput(
          "--engine spark needs a cluster of Apache Spark, whose own program starts this one:"
              + " spark-submit --master spark://HOST:7077 kinetics.jar "
              + subcommand
              + " …");
    }
    return new SparkEngine(toolOptions.options(), "kinetics " + subcommand);
  }

  private static boolean hasSpark() {
    try {
      Class.forName(SPARK_CLASS, false, EngineOption.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
