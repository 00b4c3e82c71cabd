package dev.kinetics.tfrecord;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.data.AnonymousIterator;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Reads record files as TensorFlow's own {@code TFRecordDataset} does. */
public final class TensorFlowRecords {
  private TensorFlowRecords() {}

  /**
   * Gives each record to a reader, with the operations to parse it by.
   *
   * @param compression {@code GZIP} or nothing
   */
  public static void read(
      List<Path> files, String compression, BiConsumer<Ops, Operand<TString>> reader) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TString> names = tf.array(files.stream().map(Path::toString).toArray(String[]::new));
      Operand<?> dataset =
          session
              .opBuilder("TFRecordDataset", "records", tf.scope())
              .addInput(names.asOutput())
              .addInput(tf.constant(compression).asOutput())
              .addInput(tf.constant(1L << 16).asOutput())
              .build()
              .output(0);
      AnonymousIterator iterator =
          tf.data.anonymousIterator(List.of(TString.class), List.of(Shape.scalar()));
      tf.data.makeIterator(asDataset(dataset), iterator);
      while (true) {
        Operand<TString> record;
        try {
          record = next(tf, iterator);
        } catch (TFOutOfRangeException e) {
          return;
        }
        reader.accept(tf, record);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Operand<? extends TType> asDataset(Operand<?> any) {
    return (Operand<? extends TType>) any;
  }

  @SuppressWarnings("unchecked")
  private static Operand<TString> next(Ops tf, AnonymousIterator iterator) {
    return (Operand<TString>)
        (Operand<?>)
            tf.data
                .iteratorGetNext(iterator, List.of(TString.class), List.of(Shape.scalar()))
                .iterator()
                .next();
  }
}
