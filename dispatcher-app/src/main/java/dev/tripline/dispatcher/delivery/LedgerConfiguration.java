package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.LedgerSettings;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  Ledger ledger(Stores stores, LedgerSettings settings, MeterRegistry meters) {
    var store = new JdbcLedgerStore(stores.writer(), stores.reader(), stores.clock());
    Ledger ledger = new Ledger(store, settings, stores.clock(), meters);
    stores.countIn(new LedgerCounts(store, ledger, stores.clock()));
    return ledger;
  }
}
