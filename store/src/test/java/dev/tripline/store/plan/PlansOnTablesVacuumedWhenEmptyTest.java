package dev.tripline.store.plan;

import java.util.stream.Stream;

/// A queue is mostly empty. When it is vacuumed then and a page is left, the planner takes it for a table
/// of one row, whatever comes later.
class PlansOnTablesVacuumedWhenEmptyTest extends StatementPlans {
  @Override
  void mislead(ServerWithLog on) {
    Filler.fill(on, 2_000);
    empty(on);
  }

  @Override
  void empty(ServerWithLog on) {
    on.run(
        TABLES.stream()
            .flatMap(table ->
                Stream.of("DELETE FROM " + table, "VACUUM (TRUNCATE off, ANALYZE) " + table))
            .toArray(String[]::new));
  }
}
