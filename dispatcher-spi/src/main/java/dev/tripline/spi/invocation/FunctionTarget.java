package dev.tripline.spi.invocation;

import org.jspecify.annotations.Nullable;

/// A function as it is addressed: its name and, if given, a version number, an alias or `$LATEST`.
public record FunctionTarget(String name, @Nullable String qualifier) {

  /// The qualifier of the version that changes.
  public static final String LATEST = "$LATEST";

  public static FunctionTarget latest(String name) {
    return new FunctionTarget(name, null);
  }

  /// The qualifier, `$LATEST` if none is given.
  public String qualifierOrLatest() {
    return orLatest(qualifier);
  }

  /// Whether the version that changes is addressed, by its qualifier or by none.
  public boolean isLatest() {
    return isLatest(qualifier);
  }

  /// A qualifier or version, `$LATEST` if it is null.
  public static String orLatest(@Nullable String qualifier) {
    return qualifier == null ? LATEST : qualifier;
  }

  /// Whether it stands for the version that changes: null does.
  public static boolean isLatest(@Nullable String qualifier) {
    return qualifier == null || qualifier.equals(LATEST);
  }

  /// `name` or `name:qualifier`.
  @Override
  public String toString() {
    return qualifier == null ? name : name + ":" + qualifier;
  }
}
