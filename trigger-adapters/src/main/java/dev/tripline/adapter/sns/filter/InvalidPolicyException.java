package dev.tripline.adapter.sns.filter;

/// A text that is no filter policy; the message says why, in the words of SNS where it has some.
public final class InvalidPolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message);
  }
}
