package dev.tripline.adapter.cdc.engine;

import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import java.lang.reflect.Field;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/// What Debezium notes of every event for its own beans of JMX, a text of its key and place among it,
/// which takes a third of the time in which the engine reads a change. Nothing here shows those beans.
public final class EventMetrics {
  private static final String DISPATCHER = "eventDispatcher";
  private static final Field DISPATCHER_OF = dispatcherOf();

  private EventMetrics() {}

  /// Ends the notes until the engine goes over to its next phase, of which it does not tell: to be
  /// called behind each poll. Takes no lock; the thread that dispatches sees it when it hands its next record
  /// over.
  ///
  /// @param polled records; without any, nothing was noted and nothing is ended
  /// @return the same
  public static List<SourceRecord> endBehind(
      List<SourceRecord> polled, ChangeEventSourceCoordinator<?, ?> coordinator) {
    if (!polled.isEmpty()) {
      end(coordinator);
    }
    return polled;
  }

  private static void end(ChangeEventSourceCoordinator<?, ?> coordinator) {
    try {
      ((EventDispatcher<?, ?>) DISPATCHER_OF.get(coordinator))
          .setEventListener(DataChangeEventListener.NO_OP());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field dispatcherOf() {
    try {
      Field field = ChangeEventSourceCoordinator.class.getDeclaredField(DISPATCHER);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this version of Debezium has another way to note its events; EventMetrics has to follow",
          e);
    }
  }
}
