package dev.tripline.adapter.http;

/// A request that is no valid CloudEvent; the message says what is wrong with it.
public final class InvalidCloudEventException extends Exception {
  private final String field;

  /// @param field the attribute, header or member that is wrong; `[2].id` inside a batch
  public InvalidCloudEventException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
