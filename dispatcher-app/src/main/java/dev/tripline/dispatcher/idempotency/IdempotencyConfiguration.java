package dev.tripline.dispatcher.idempotency;

import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

  /// A key is known as long as the deduplication keys of its events.
  @Bean
  IdempotencyKeys idempotencyKeys(Stores stores, StoreConnectionSettings settings) {
    stores.resealing().include(JdbcIdempotencyStore.SEALED);
    return new IdempotencyKeys(
        new JdbcIdempotencyStore(
            stores.writer(),
            stores.cipher(),
            new StoreNodes(stores),
            settings.dedupRetention(),
            stores.clock()));
  }

  @Bean
  IdempotentIngress idempotentIngress(IdempotencyKeys keys) {
    return new IdempotentIngress(keys);
  }

  private record StoreNodes(Stores stores) implements JdbcIdempotencyStore.Nodes {
    @Override
    public long own() {
      return stores.lease().epoch();
    }

    @Override
    public boolean isAlive(long lease) {
      return stores.isAlive(lease);
    }
  }
}
