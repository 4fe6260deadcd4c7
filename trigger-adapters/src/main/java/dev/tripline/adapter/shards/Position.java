package dev.tripline.adapter.shards;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A place in a shard from which it can be read, kept in the store as text.
public sealed interface Position {

  /// The oldest record that there is.
  record Beginning() implements Position {
    @Override
    public String text() {
      return "TRIM_HORIZON";
    }
  }

  /// Records that arrived at that time or later.
  ///
  /// @param iterator the same place exactly, while the stream still accepts it: times are too coarse
  ///     to tell records apart; null if there is none
  record Since(Instant time, @Nullable String iterator) implements Position {
    @Override
    public String text() {
      return "SINCE " + time + (iterator == null ? "" : " " + iterator);
    }
  }

  /// Records behind another one.
  ///
  /// @param arrivedAt when that record arrived
  record After(String sequenceNumber, Instant arrivedAt) implements Position {
    @Override
    public String text() {
      return "AFTER " + sequenceNumber + " " + arrivedAt;
    }
  }

  /// For the store.
  String text();

  /// @param text of an earlier position; null for the beginning
  static Position of(@Nullable String text) {
    if (text == null) {
      return new Beginning();
    }
    String[] words = text.split(" ", 3);
    return switch (words[0]) {
      case "TRIM_HORIZON" -> new Beginning();
      case "SINCE" -> new Since(Instant.parse(words[1]), words.length == 3 ? words[2] : null);
      case "AFTER" -> new After(words[1], Instant.parse(words[2]));
      default ->
          throw new IllegalStateException(
              "the store has a position that this version does not know, so the shard is not read: "
                  + text);
    };
  }

  /// In the words of AWS, for people.
  default String inWords() {
    return switch (this) {
      case Beginning _ -> "TRIM_HORIZON";
      case Since since -> since.time().toString();
      case After after -> after.sequenceNumber();
    };
  }
}
