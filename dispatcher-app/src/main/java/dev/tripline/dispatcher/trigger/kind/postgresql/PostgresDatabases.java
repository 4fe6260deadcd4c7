package dev.tripline.dispatcher.trigger.kind.postgresql;

import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.adapter.cdc.postgresql.PostgresChanges;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.store.SourceStateStore;
import java.time.InstantSource;

/// The databases of triggers, with their secrets of now.
///
/// @param addresses of databases: each connection asks anew
record PostgresDatabases(
    StoredSecrets secrets,
    AddressResolver addresses,
    SourceStateStore states,
    InstantSource clock) {

  /// @throws dev.tripline.spi.source.SourceUnavailableException if a secret is not there
  PostgresChanges of(Trigger trigger) {
    PostgresSource source = trigger.source(PostgresSource.class);
    return new PostgresChanges(
        source.address().server(secrets, addresses),
        source.address().wanted(),
        source.names(),
        new ChangeState(states, trigger.id()),
        clock);
  }
}
