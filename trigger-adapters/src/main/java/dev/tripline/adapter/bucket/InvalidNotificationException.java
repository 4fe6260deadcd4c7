package dev.tripline.adapter.bucket;

/// A document that is no notification of a bucket; the message says what is wrong with it.
public final class InvalidNotificationException extends Exception {
  private final String field;

  /// @param field the path of the member that is wrong, `Records[2].s3.bucket.name` for instance; empty
  ///     for the document itself
  public InvalidNotificationException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
