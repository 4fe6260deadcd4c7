package dev.tripline.dispatcher.access.rule;

import java.util.Set;

/// The operations of the event bus API, by the permission that they need. Those on tags are among the
/// Lambda API's, under the same names.
final class EventsOperations {
  /// Shows something.
  static final Set<String> READ =
      Set.of(
          "DescribeArchive",
          "DescribeEventBus",
          "DescribeReplay",
          "DescribeRule",
          "ListArchives",
          "ListEventBuses",
          "ListReplays",
          "ListRuleNamesByTarget",
          "ListRules",
          "ListTagsForResource",
          "ListTargetsByRule",
          "TestEventPattern");

  /// Sends events.
  static final Set<String> PUBLISH = Set.of("PutEvents");

  /// Changes something.
  static final Set<String> OPERATE =
      Set.of(
          "CancelReplay",
          "CreateArchive",
          "CreateEventBus",
          "DeleteArchive",
          "DeleteEventBus",
          "DeleteRule",
          "DisableRule",
          "EnableRule",
          "PutRule",
          "PutTargets",
          "RemoveTargets",
          "StartReplay",
          "UpdateArchive",
          "UpdateEventBus");

  private EventsOperations() {}
}
