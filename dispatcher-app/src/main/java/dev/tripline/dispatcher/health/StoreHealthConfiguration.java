package dev.tripline.dispatcher.health;

import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StoreHealthConfiguration {
  private static final String SQLITE =
      "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
  private static final String POSTGRESQL = "SELECT pg_database_size(current_database())";

  @Bean
  StoreHealth storeHealth(Stores stores, StoreConnectionSettings settings, DataSettings data) {
    boolean sqlite = settings.engine() == StoreConnectionSettings.Engine.SQLITE;
    return new StoreHealth(
        stores,
        new StoreHealth.Place(
            sqlite,
            sqlite ? SQLITE : POSTGRESQL,
            data.dataDirectory(),
            settings.diskReserve().toBytes()));
  }
}
