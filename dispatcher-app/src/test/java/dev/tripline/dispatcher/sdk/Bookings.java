package dev.tripline.dispatcher.sdk;

import dev.tripline.sdk.BatchHandler;
import dev.tripline.sdk.BatchRecord;
import dev.tripline.sdk.Invocation;

/// A batch function written with the SDK.
public final class Bookings implements BatchHandler<Bookings.Booking> {
  /// One message.
  public record Booking(int amount) {}

  @Override
  public void handle(Booking booking, BatchRecord record, Invocation invocation) {
    if (booking.amount() < 0) {
      throw new IllegalArgumentException("negative");
    }
  }
}
