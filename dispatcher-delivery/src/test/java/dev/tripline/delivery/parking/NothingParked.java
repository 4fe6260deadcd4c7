package dev.tripline.delivery.parking;

import dev.tripline.delivery.ByteSize;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.parking.ParkedKeyDrains;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parking of triggers that park no keys: nothing is parked, and whatever would park a key fails.
public final class NothingParked implements ParkedKeys, ParkedKeyDrains {

  public static Parking parking(DeadLetterStore deadLetters, InstantSource clock) {
    NothingParked nothing = new NothingParked();
    return new Parking(
        new Parking.Services(nothing, nothing, deadLetters, clock),
        new ParkingSettings(1, new ByteSize(1), Duration.ofSeconds(1)));
  }

  @Override
  public List<ParkedKey> list(String triggerId) {
    return List.of();
  }

  @Override
  public void park(String triggerId, String reason, List<ParkedRecord> records) {
    throw new AssertionError("this trigger parks no keys");
  }

  @Override
  public Added append(String triggerId, List<ParkedRecord> records, Limit limit) {
    throw new AssertionError("no record waits behind a key");
  }

  @Override
  public List<ParkedRecord> page(String triggerId, String key, long after, int max) {
    return List.of();
  }

  @Override
  public boolean redrive(String triggerId, String key, Actor actor) {
    return false;
  }

  @Override
  public @Nullable ParkedRecord discardHead(
      String triggerId, String key, Actor actor, String reason) {
    return null;
  }

  @Override
  public void clear(String triggerId) {}

  @Override
  public Optional<Drain> claim(String triggerId) {
    return Optional.empty();
  }

  @Override
  public Set<String> present(List<String> deadLetterIds) {
    return Set.of();
  }

  @Override
  public Progress drained(Drain drain, List<ParkedRecord> records) {
    throw new AssertionError("no drain was begun");
  }

  @Override
  public void release(Drain drain, @Nullable String error) {
    throw new AssertionError("no drain was begun");
  }
}
