package dev.kinetics.cli.option;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Under which heading {@code --help} shows an option, or all of a group. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface Heading {
  String SELECTION = "Selection";
  String DATASET = "Dataset";
  String OPTIONS = "Options";
  String PICTURE = "Picture";
  String NETWORK = "Network";
  String TOOLS = "Tools";

  /** One of these. */
  String value();
}
