package dev.tripline.adapter.shards;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;

/// Opens real stores for tests of what keeps its leases there.
public final class LeaseStore {
  private LeaseStore() {}

  public static Stores sqlite(Path directory) {
    return Stores.open(
        StoreSettings.sqlite(directory.resolve("store.db")),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }

  public static Stores postgresql(String url, String user) {
    return Stores.open(
        StoreSettings.postgresql(url, user, ""), InstantSource.system(), Milestone.Listener.NONE);
  }
}
