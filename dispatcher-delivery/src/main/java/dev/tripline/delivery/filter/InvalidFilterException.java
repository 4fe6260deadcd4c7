package dev.tripline.delivery.filter;

/// A filter that cannot be used. The message is AWS's; [#detail] says more.
public final class InvalidFilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final String MESSAGE = "Invalid filter pattern definition.";

  private final String detail;

  InvalidFilterException(String detail) {
    super(MESSAGE);
    this.detail = detail;
  }

  /// The error in words, for the author of the filter.
  public String detail() {
    return detail;
  }
}
