package dev.tripline.delivery.filter;

import java.util.List;

/// Which parts of a source's records hold the data that a pattern looks into, and what happens to a
/// record whose data has another form than the pattern for it ("Lambda event filtering" in the
/// developer guide).
public enum FilteredSource {
  /// `body` is text; other forms do not match.
  SQS(false, false),
  /// `data` is base64; other forms do not match. Patterns look at it, and at the other members of
  /// `kinesis`, from the record's top.
  KINESIS(true, false),
  /// `dynamodb` is JSON always.
  DYNAMODB(false, false),
  /// `value` and `key` are base64; other forms are filtered by the rest of the pattern only.
  KAFKA(true, true),
  /// `data` is base64; other forms are filtered by the rest of the pattern only.
  RABBITMQ(true, true);

  private final boolean base64;
  private final boolean lenient;

  FilteredSource(boolean base64, boolean lenient) {
    this.base64 = base64;
    this.lenient = lenient;
  }

  List<String> dataFields() {
    return switch (this) {
      case SQS -> List.of("body");
      case KINESIS, RABBITMQ -> List.of("data");
      case DYNAMODB -> List.of("dynamodb");
      case KAFKA -> List.of("value", "key");
    };
  }

  boolean base64() {
    return base64;
  }

  boolean lenient() {
    return lenient;
  }

  /// Whether a pattern may compare the data as text.
  boolean allowsText() {
    return this != KINESIS && this != DYNAMODB;
  }
}
