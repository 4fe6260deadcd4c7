package dev.tripline.delivery.filter;

import java.util.List;

/// Sources as the developer guide describes them.
final class FilteredSources {
  static final FilteredSource SQS = FilteredSource.plain("body");
  static final FilteredSource KINESIS =
      new FilteredSource(List.of("data"), true, false, false, "kinesis");
  static final FilteredSource DYNAMODB =
      new FilteredSource(List.of("dynamodb"), false, false, false, null);
  static final FilteredSource KAFKA = FilteredSource.encoded("value", "key");
  static final FilteredSource RABBITMQ = FilteredSource.encoded("data");

  private FilteredSources() {}

  static FilteredSource of(String name) {
    return switch (name) {
      case "SQS" -> SQS;
      case "KINESIS" -> KINESIS;
      case "DYNAMODB" -> DYNAMODB;
      default -> throw new IllegalArgumentException("no source " + name);
    };
  }
}
