package dev.tripline.dispatcher.trigger.kind.postgresql;

import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.adapter.cdc.postgresql.PostgresChanges;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.DatabaseAddress;
import dev.tripline.dispatcher.trigger.form.DatabaseForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import java.util.List;

/// Reads the tables of a PostgreSQL database.
record PostgresForm(DatabaseForm databases, StreamReadingForm readings) {
  private static final DatabaseForm.Offer SERVER =
      new DatabaseForm.Offer(
          5_432,
          List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE),
          List.of(Mode.DISABLE, Mode.REQUIRE, Mode.VERIFY_CA, Mode.VERIFY_FULL));
  private static final StreamReadingForm.Offer READING =
      new StreamReadingForm.Offer(ChangeRuns.FILTERED, List.of("LATEST"), 0, true, false);
  private static final String NAME = "[a-z][a-z0-9_]{0,62}";

  PostgresSource read(FormReader form, String id, boolean fresh) {
    DatabaseAddress address = databases.read(form, SERVER, fresh);
    String slot = name(form, "slot", "tripline_" + id.replace("-", "_"));
    boolean own = !form.has("publication");
    String publication = own ? slot : name(form, "publication", slot);
    return new PostgresSource(
        address,
        new PostgresChanges.Names(slot, publication, own),
        readings.read(form, READING, fresh));
  }

  private static String name(FormReader form, String member, String otherwise) {
    String given = form.text(member);
    if (given == null) {
      form.fillText(member, otherwise); // kept with the trigger: later there is no id to make it of
      return otherwise;
    }
    if (!given.matches(NAME)) {
      form.invalid(
          member, "must be 1 to 63 lower-case letters, digits and underscores, a letter first");
      return otherwise;
    }
    return given;
  }
}
