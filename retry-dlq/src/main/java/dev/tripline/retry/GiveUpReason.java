package dev.tripline.retry;

/// Why an event was given up; the text is what dead letters and invocation records show, AWS's where
/// AWS has one.
public enum GiveUpReason {
  RETRIES_EXHAUSTED("RetriesExhausted"),
  EVENT_AGE_EXCEEDED("EventAgeExceeded"),
  ZERO_RESERVED_CONCURRENCY("ZeroReservedConcurrency"),
  FUNCTION_NOT_FOUND("FunctionNotFound"),
  RECURSION_LIMIT_EXCEEDED("RecursionLimitExceeded");

  private final String text;

  GiveUpReason(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
