package dev.tripline.dispatcher.access.rule;

/// The outcome of a question for access.
public sealed interface Decision {

  record Allowed() implements Decision {}

  /// @param reason why, without a full stop
  record Denied(String reason) implements Decision {}
}
