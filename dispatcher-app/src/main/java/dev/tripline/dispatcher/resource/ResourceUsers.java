package dev.tripline.dispatcher.resource;

import java.util.List;

/// Finds the users of a resource. Safe for many threads.
@FunctionalInterface
public interface ResourceUsers {

  /// The users in words, for instance `function orders`; empty if there is none.
  List<String> of(String resource);
}
