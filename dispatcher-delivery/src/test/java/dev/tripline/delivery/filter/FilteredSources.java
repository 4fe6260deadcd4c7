package dev.tripline.delivery.filter;

import java.util.List;

/// Sources as the developer guide describes them.
enum FilteredSources {
  SQS(FilteredSource.plain("body")),
  KINESIS(new FilteredSource(List.of("data"), true, false, false, "kinesis", List.of())),
  DYNAMODB(
      new FilteredSource(
          List.of("dynamodb"), false, false, false, null, List.of("Keys", "NewImage", "OldImage"))),
  KAFKA(FilteredSource.encoded("value", "key")),
  RABBITMQ(FilteredSource.encoded("data"));

  final FilteredSource source;

  FilteredSources(FilteredSource source) {
    this.source = source;
  }
}
