package dev.tripline.spi.redrive;

import dev.tripline.spi.deadletter.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads whole dead letters, one page after the other, of which none has more than some megabytes or one
/// letter. What is added or removed meanwhile may be missing. Blocking; safe for many threads.
public interface DeadLetterScan {

  /// @param after the id after which the page starts; empty for the first page
  /// @param limit letters at most
  Page oldestFirst(RedriveScope scope, String after, int limit);

  /// @param before the id before which the page ends; null for the first page
  /// @param limit letters at most
  Page newestFirst(RedriveScope scope, @Nullable String before, int limit);

  /// The ids alone, oldest first.
  ///
  /// @param after as of [#oldestFirst]
  List<String> ids(RedriveScope scope, String after, int limit);

  /// @param next where the next page begins; null if there is none
  record Page(List<DeadLetter> letters, @Nullable String next) {}
}
