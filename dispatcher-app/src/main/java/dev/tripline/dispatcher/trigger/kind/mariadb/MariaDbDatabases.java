package dev.tripline.dispatcher.trigger.kind.mariadb;

import dev.tripline.adapter.cdc.engine.StoredSchemaHistory;
import dev.tripline.adapter.cdc.mariadb.MariaDbChanges;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.store.SourceStateStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;

/// The databases of triggers, with their secrets of now.
///
/// @param addresses of servers: each reading asks anew
record MariaDbDatabases(
    StoredSecrets secrets, AddressResolver addresses, SourceStateStore state, InstantSource clock) {

  /// Server ids of replicas that people number are small.
  private static final long FIRST_ID = 1L << 31;

  /// @throws dev.tripline.spi.source.SourceUnavailableException if a secret is not there
  MariaDbChanges of(Trigger trigger) {
    MariaDbSource source = trigger.source(MariaDbSource.class);
    return new MariaDbChanges(
        source.address().server(secrets, addresses),
        source.address().wanted(),
        new MariaDbChanges.Replica(
            "tripline_" + trigger.id().replace("-", "_"),
            serverId(trigger.id()),
            new StoredSchemaHistory.Place(state, trigger.id())),
        clock);
  }

  /// The same on every node: a node that takes over ends the connection of the one before.
  private static long serverId(String id) {
    UUID uuid = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    return FIRST_ID | (uuid.getLeastSignificantBits() & (FIRST_ID - 1));
  }
}
