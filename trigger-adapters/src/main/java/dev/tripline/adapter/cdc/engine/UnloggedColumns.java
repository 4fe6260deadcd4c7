package dev.tripline.adapter.cdc.engine;

import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/// Marks of columns whose values a log does not have, in the description of their fields: a record has
/// a null there, which is no value. Pure.
public final class UnloggedColumns {
  private static final String BEFORE = "tripline:not-before";
  private static final String AFTER = "tripline:not-after";
  private static final String BOTH = BEFORE + "," + AFTER;

  private UnloggedColumns() {}

  /// The description of a column; null if the log has its values.
  ///
  /// @param before whether it is missing in images of rows before a change
  /// @param after whether it is missing in images of rows after a change
  public static @Nullable String mark(boolean before, boolean after) {
    if (before) {
      return after ? BOTH : BEFORE;
    }
    return after ? AFTER : null;
  }

  /// Whether the log has the field's value in images of rows before a change.
  public static boolean isLoggedBefore(Field field) {
    String mark = field.schema().doc();
    return !Objects.equals(mark, BEFORE) && !Objects.equals(mark, BOTH);
  }

  /// Whether the log has the field's value in images of rows after a change.
  public static boolean isLoggedAfter(Field field) {
    String mark = field.schema().doc();
    return !Objects.equals(mark, AFTER) && !Objects.equals(mark, BOTH);
  }
}
