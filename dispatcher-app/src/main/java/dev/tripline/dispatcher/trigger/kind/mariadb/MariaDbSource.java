package dev.tripline.dispatcher.trigger.kind.mariadb;

import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.form.DatabaseAddress;
import java.util.Set;

/// The changes of tables of a MariaDB database.
public record MariaDbSource(DatabaseAddress address, StreamSettings reading)
    implements TriggerSource {
  public static final SourceTraits TRAITS =
      new SourceTraits(
          "mariadb",
          Set.of("host", "port", "database", "snapshot"),
          SourceTraits.Shape.STREAM,
          TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
