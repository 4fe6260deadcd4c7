package dev.tripline.cli.check;

/// What was found about one thing.
///
/// @param name stable, for scripts
/// @param words for people
record Check(String name, State state, String words) {

  /// Only [#BAD] makes the exit code 1.
  enum State {
    GOOD,
    NOTE,
    BAD
  }

  static Check good(String name, String words) {
    return new Check(name, State.GOOD, words);
  }

  static Check note(String name, String words) {
    return new Check(name, State.NOTE, words);
  }

  static Check bad(String name, String words) {
    return new Check(name, State.BAD, words);
  }
}
