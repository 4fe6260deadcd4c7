package dev.tripline.dispatcher.alert.notice;

/// What came of sending a notice once.
public sealed interface NoticeResult {
  /// The receiver's words, or why it was not reached.
  String answer();

  /// The receiver has it.
  record Delivered(String answer) implements NoticeResult {}

  /// Not taken; worth another try.
  record Refused(String answer) implements NoticeResult {}
}
