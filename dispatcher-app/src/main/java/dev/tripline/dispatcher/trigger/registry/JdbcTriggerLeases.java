package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;

/// Leases in the shared store; where one node has the store for itself, it always holds them.
///
/// @param cluster whether other nodes share the store
record JdbcTriggerLeases(StoreWriter writer, boolean cluster) implements TriggerLeases {

  @Override
  public TriggerLease of(String triggerId, Duration length) {
    return cluster ? new JdbcTriggerLease(writer, triggerId, length) : TriggerLease.alone();
  }
}
