package dev.tripline.store.engine.migration;

import dev.tripline.store.engine.StoreRefusedException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Brings the tables to the newest version. Every module has its own steps, in
/// `db/migration/MODULE/ENGINE` of its jar, and its own history, in the table `flyway_MODULE`: so
/// their numbers need not agree. The first one is there always, the others if they are on the class
/// path.
public final class Migrations {
  private static final List<Module> MODULES =
      List.of(
          new Module("store", Set.of("1", "2", "3"), "3"),
          new Module("dispatcher", Set.of("10", "11", "20", "21", "22"), "22"));

  private static final ClassLoader CLASSES = Migrations.class.getClassLoader();

  private Migrations() {}

  /// A module that has tables.
  ///
  /// @param shared its steps in the history that all modules once had in common
  /// @param baseline the last one of these
  record Module(String name, Set<String> shared, String baseline) {
    String table() {
      return "flyway_" + name;
    }

    String location(String engine) {
      return "db/migration/" + name + "/" + engine;
    }
  }

  /// Several nodes may do so at the same time. Goes on where an earlier call was cut short.
  ///
  /// @throws StoreRefusedException if a step failed, or a newer version has used the store
  public static void run(DataSource database, String engine) {
    try {
      SharedHistory before = SharedHistory.read(database);
      before.requireNoneBut(MODULES);
      for (Module module : MODULES) {
        run(module, database, engine, before.holds(module));
      }
      before.drop(database);
    } catch (FlywayException e) {
      throw new StoreRefusedException(
          "The store's tables cannot be brought to this version's; the step that failed was undone",
          String.valueOf(e.getMessage()),
          "If a newer version has used this store, run that one; otherwise look into the store's"
              + " own log.",
          e);
    }
  }

  private static void run(Module module, DataSource database, String engine, boolean carriedOver) {
    boolean first = module.equals(MODULES.getFirst());
    FluentConfiguration flyway =
        Flyway.configure(CLASSES)
            .dataSource(database)
            .table(module.table())
            .ignoreMigrationPatterns("")
            .baselineOnMigrate(carriedOver || !first) // a foreign database is refused
            .baselineVersion(carriedOver ? module.baseline() : "0");
    if (CLASSES.getResource(module.location(engine)) != null) {
      flyway.locations("classpath:" + module.location(engine)).load().migrate();
    } else if (carriedOver) {
      flyway.locations(new String[0]).load().baseline();
    }
  }
}
