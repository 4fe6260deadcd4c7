package dev.tripline.dispatcher.trigger.kind.mariadb;

import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.DatabaseForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import java.util.List;

/// Reads the tables of a MariaDB database.
record MariaDbForm(DatabaseForm databases, StreamReadingForm readings) {
  private static final DatabaseForm.Offer SERVER =
      new DatabaseForm.Offer(
          3_306,
          List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE),
          List.of(Mode.DISABLE, Mode.REQUIRE, Mode.VERIFY_CA));
  private static final StreamReadingForm.Offer READING =
      new StreamReadingForm.Offer(ChangeRuns.FILTERED, List.of("LATEST"), 0, true, false);

  MariaDbSource read(FormReader form, boolean fresh) {
    return new MariaDbSource(
        databases.read(form, SERVER, fresh), readings.read(form, READING, fresh));
  }
}
