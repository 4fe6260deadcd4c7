package dev.tripline.adapter.http.webhook;

/// A request without a valid signature; the message says why, and never names the right one.
public final class WebhookRefusedException extends Exception {
  public WebhookRefusedException(String message) {
    super(message);
  }
}
