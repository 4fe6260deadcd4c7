package dev.tripline.store.cipher;

import java.util.List;

/// A column with values that are encrypted, if anything is.
///
/// @param text `true` for a column of texts, `false` for one of bytes
/// @param key the columns by which a row is found, in the order of an index
/// @param bound the columns to whose values a value is bound: moved into a row with others it does not open
public record SealedColumn(
    String table, String column, boolean text, List<String> key, List<String> bound) {

  public SealedColumn {
    key = List.copyOf(key);
    bound = List.copyOf(bound);
  }

  /// A column of texts.
  public static SealedColumn text(String table, String column, List<String> key, String... bound) {
    return new SealedColumn(table, column, true, key, List.of(bound));
  }

  /// A column of bytes.
  public static SealedColumn bytes(String table, String column, List<String> key, String... bound) {
    return new SealedColumn(table, column, false, key, List.of(bound));
  }

  /// For messages.
  @Override
  public String toString() {
    return table + "." + column;
  }
}
