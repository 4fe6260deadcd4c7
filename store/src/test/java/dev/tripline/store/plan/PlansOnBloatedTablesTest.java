package dev.tripline.store.plan;

/// Tables full of rows that are gone, with the statistics of the time when they were there.
class PlansOnBloatedTablesTest extends StatementPlans {
  @Override
  void mislead(ServerWithLog on) {
    Filler.fill(on, 20_000);
    on.run(TABLES.stream().map(table -> "ANALYZE " + table).toArray(String[]::new));
  }

  @Override
  void empty(ServerWithLog on) {
    on.run(TABLES.stream().map(table -> "DELETE FROM " + table).toArray(String[]::new));
  }
}
