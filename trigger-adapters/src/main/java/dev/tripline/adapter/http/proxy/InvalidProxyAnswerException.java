package dev.tripline.adapter.http.proxy;

/// An answer of a function that is no answer of HTTP; the message says why.
public final class InvalidProxyAnswerException extends Exception {
  public InvalidProxyAnswerException(String message) {
    super(message);
  }
}
