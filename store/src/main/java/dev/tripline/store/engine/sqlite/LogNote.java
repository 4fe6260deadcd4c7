package dev.tripline.store.engine.sqlite;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A lower bound of what the write-ahead log holds, kept in the lock file while the log is in use.
///
/// @param salt1 of the log's header; one more each time SQLite begins the log anew
/// @param salt2 of the log's header
/// @param frames that were committed, and flushed, at least
record LogNote(int salt1, int salt2, long frames) {
  /// Every note has this length, so that one takes the place of another in one write.
  static final int LENGTH = 33;

  private static final Pattern TEXT =
      Pattern.compile("log ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9]{10})\n");

  /// The text of no note.
  static final String NONE = " ".repeat(LENGTH - 1) + "\n";

  String text() {
    return String.format(Locale.ROOT, "log %08x %08x %010d\n", salt1, salt2, frames);
  }

  /// Empty if the text is no note: no log was in use.
  static Optional<LogNote> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new LogNote(
                Integer.parseUnsignedInt(matcher.group(1), 16),
                Integer.parseUnsignedInt(matcher.group(2), 16),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  boolean isOf(WriteAheadLog log) {
    return salt1 == log.salt1() && salt2 == log.salt2();
  }
}
