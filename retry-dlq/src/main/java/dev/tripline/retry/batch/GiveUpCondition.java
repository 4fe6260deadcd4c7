package dev.tripline.retry.batch;

/// Why records of a stream were given up; the text is AWS's `condition`.
public enum GiveUpCondition {
  RETRY_ATTEMPTS_EXHAUSTED("RetryAttemptsExhausted"),
  RECORD_AGE_EXCEEDED("RecordAgeExceeded");

  private final String text;

  GiveUpCondition(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
