import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import java.nio.file.Path;

/** Reads a whole list and prints how many clips it has. */
final class ReadList {
  private ReadList() {}

  public static void main(String[] arguments) {
    AnnotationList list =
        AnnotationReader.read(
            Path.of(arguments[0]), ClassCatalog.of(Release.KINETICS_400), Selection.everything());
    System.out.println(list.clips().size());
  }
}
