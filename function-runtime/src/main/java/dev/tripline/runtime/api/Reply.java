package dev.tripline.runtime.api;

/// The answer to a runtime that has posted something.
public sealed interface Reply {

  /// 202.
  record Accepted() implements Reply {}

  /// 400: the id is not that of the invocation at hand.
  record UnknownRequest() implements Reply {}

  /// 403: not now.
  record WrongState(String from, String to) implements Reply {}

  /// 413.
  record TooLarge(int limit) implements Reply {}

  Reply ACCEPTED = new Accepted();
  Reply UNKNOWN_REQUEST = new UnknownRequest();
}
