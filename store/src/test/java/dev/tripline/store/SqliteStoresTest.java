package dev.tripline.store;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.store.StoreUnderTest;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoresTest implements AllStoreContracts, UnreadableRowsContract {
  @TempDir Path directory;
  private Stores open;
  private StoreUnderTest store;

  @BeforeEach
  void open() {
    open = next();
    store =
        new OpenStore(
            open,
            dead -> {
              dead.close(); // without giving anything back
              open = next();
              return open;
            });
  }

  @AfterEach
  void close() {
    open.close();
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  PayloadKeys keys() {
    return PayloadKeys.NONE;
  }

  private Stores next() {
    return Stores.open(
        StoreSettings.sqlite(directory.resolve("store.db")),
        keys(),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }
}
