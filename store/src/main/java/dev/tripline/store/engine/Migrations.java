package dev.tripline.store.engine;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the tables to the newest version. Every module keeps its own steps in
/// `db/migration/ENGINE` of its jar, so their numbers may arrive out of order.
public final class Migrations {
  private Migrations() {}

  public static void run(DataSource database, String engine) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(database)
          .locations("classpath:db/migration/" + engine)
          .outOfOrder(true)
          .ignoreMigrationPatterns("")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreRefusedException(
          "The store's tables cannot be brought to this version's: "
              + e.getMessage()
              + " The step that failed was undone. If a newer version has used this store, run that"
              + " one.",
          e);
    }
  }
}
