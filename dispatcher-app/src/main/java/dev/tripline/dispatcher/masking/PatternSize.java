package dev.tripline.dispatcher.masking;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The length of a regular expression with its counted repetitions written out, which is what compiling it
/// takes: the library bounds each repetition, and not what repetitions within each other multiply to. Not
/// below the true one, whatever the syntax. Pure.
final class PatternSize {
  private static final Pattern COUNTED = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
  private static final long MOST = Integer.MAX_VALUE;

  private final String pattern;
  private final Deque<Long> outer = new ArrayDeque<>();

  /// Of the group at hand, and of the last that can be repeated in it.
  private long size;

  private long last;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /// In characters, [Integer#MAX_VALUE] at most.
  static long of(String pattern) {
    return new PatternSize(pattern).walk();
  }

  private long walk() {
    Matcher counted = COUNTED.matcher(pattern);
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '(') {
        outer.push(size);
        size = 0;
        last = 0;
      } else if (c == ')') {
        last = size + 1;
        size = bounded(last + (outer.isEmpty() ? 0 : outer.pop()));
      } else if (c == '{' && counted.region(at, pattern.length()).lookingAt()) {
        repeat(Math.max(number(counted.group(1)), number(counted.group(2))));
        at = counted.end() - 1;
      } else {
        last = 1;
        size = bounded(size + 1);
        at += c == '\\' ? 1 : 0;
      }
    }
    while (!outer.isEmpty()) {
      size = bounded(size + outer.pop());
    }
    return size;
  }

  private void repeat(long times) {
    long more = bounded(last * Math.max(0, times - 1));
    last = bounded(last + more);
    size = bounded(size + more);
  }

  private static long number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static long bounded(long value) {
    return Math.min(MOST, value);
  }
}
