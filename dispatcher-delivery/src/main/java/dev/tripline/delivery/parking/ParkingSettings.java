package dev.tripline.delivery.parking;

import dev.tripline.delivery.ByteSize;
import dev.tripline.spi.parking.ParkedKeys;
import java.time.Duration;

/// How much may wait behind parked keys.
///
/// @param maxRecords of one trigger; then the shards with parked keys are read no further
/// @param maxSize of one trigger's records; likewise
/// @param interval how soon a node sees that a drain was asked for on another
public record ParkingSettings(long maxRecords, ByteSize maxSize, Duration interval) {

  public ParkingSettings {
    if (maxRecords < 1 || maxSize.bytes() < 1 || interval.toMillis() < 10) {
      throw new IllegalArgumentException(
          "tripline.parking: max-records ≥ 1, max-size ≥ 1B and interval ≥ 10ms must hold");
    }
  }

  ParkedKeys.Limit limit() {
    return new ParkedKeys.Limit(maxRecords, maxSize.bytes());
  }

  /// The defaults.
  public static ParkingSettings standard() {
    return new ParkingSettings(1_000_000, ByteSize.ofMegabytes(1_024), Duration.ofSeconds(1));
  }
}
