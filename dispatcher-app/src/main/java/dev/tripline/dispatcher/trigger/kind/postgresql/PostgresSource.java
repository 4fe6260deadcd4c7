package dev.tripline.dispatcher.trigger.kind.postgresql;

import dev.tripline.adapter.cdc.postgresql.PostgresChanges;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.DatabaseAddress;
import java.util.Set;

/// The changes of tables of a PostgreSQL database.
public record PostgresSource(
    DatabaseAddress address, PostgresChanges.Names names, StreamSettings reading)
    implements TriggerSource {
  public static final SourceTraits TRAITS =
      new SourceTraits(
          "postgresql",
          Set.of("host", "port", "database", "slot", "publication", "snapshot"),
          SourceTraits.Shape.STREAM,
          TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
