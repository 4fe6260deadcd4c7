package dev.tripline.dispatcher.access.rule;

/// An answer of `/v1` with payloads, environment values or words of a function in it.
public interface Confidential {

  /// The same for callers who may not see these.
  Object withoutContent();
}
