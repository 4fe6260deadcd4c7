package dev.tripline.delivery.parking;

import dev.tripline.spi.store.ParkedKeys;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much may wait behind parked keys.
///
/// @param maxRecords of one trigger; then the shards with parked keys are read no further
/// @param maxSize of one trigger's records; likewise
/// @param interval how soon a node sees that a drain was asked for on another
@ConfigurationProperties("tripline.parking")
public record ParkingSettings(
    @DefaultValue("1000000") long maxRecords,
    @DefaultValue("1GB") DataSize maxSize,
    @DefaultValue("1s") Duration interval) {

  public ParkingSettings {
    if (maxRecords < 1 || maxSize.toBytes() < 1 || interval.toMillis() < 10) {
      throw new IllegalArgumentException(
          "tripline.parking: max-records ≥ 1, max-size ≥ 1B and interval ≥ 10ms must hold");
    }
  }

  ParkedKeys.Limit limit() {
    return new ParkedKeys.Limit(maxRecords, maxSize.toBytes());
  }
}
