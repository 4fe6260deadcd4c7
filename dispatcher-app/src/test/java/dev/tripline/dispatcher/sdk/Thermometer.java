package dev.tripline.dispatcher.sdk;

import dev.tripline.sdk.EventHandler;
import dev.tripline.sdk.Invocation;

/// A function written with the SDK; runs inside a worker process.
public final class Thermometer implements EventHandler<Thermometer.Reading, Thermometer.Report> {

  /// @param failures how many attempts fail
  public record Reading(int celsius, int failures) {}

  /// What is answered.
  public record Report(double fahrenheit, String id, int attempt) {}

  @Override
  public Report handle(Reading reading, Invocation invocation) {
    if (invocation.attempt() <= reading.failures()) {
      throw new IllegalStateException("no contact at attempt " + invocation.attempt());
    }
    return new Report(
        reading.celsius() * 1.8 + 32, invocation.idempotencyId(), invocation.attempt());
  }
}
