package dev.tripline.dispatcher.store;

import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.spi.store.TriggerStatusStore;
import dev.tripline.store.StoreFigures;
import dev.tripline.store.Stores;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.engine.StoreWriter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The store and its parts. It closes after everything that uses it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DataSettings.class, StoreConnectionSettings.class})
class StoreConfiguration {

  @Bean
  Stores stores(
      StoreConnectionSettings settings,
      DataSettings data,
      PayloadKeys keys,
      InstantSource clock,
      Milestone.Listener milestones) {
    return Stores.open(
        settings.storeSettings(data.dataDirectory()), keys, new SteadyClock(clock), milestones);
  }

  /// Its outages are told once, by the store.
  @Bean
  StoreOutageFilter storeOutageFilter() {
    return StoreOutageFilter.install();
  }

  /// `store` in `/actuator/health`, and a condition of readiness.
  @Bean
  HealthIndicator storeHealthIndicator(Stores stores) {
    return () ->
        stores
            .outage()
            .map(reason -> Health.down().withDetail("reason", reason).build())
            .orElseGet(() -> Health.up().build());
  }

  @Bean
  InvocationQueue invocationQueue(Stores stores) {
    return stores.queue();
  }

  @Bean
  NodeLease nodeLease(Stores stores) {
    return stores.lease();
  }

  @Bean
  DeadLetterStore deadLetterStore(Stores stores) {
    return stores.deadLetters();
  }

  @Bean
  DeadLetterQueries deadLetterQueries(Stores stores) {
    return stores.deadLetterQueries();
  }

  @Bean
  DeadLetterClasses deadLetterClasses(Stores stores) {
    return stores.deadLetterClasses();
  }

  @Bean
  AuditLog auditLog(Stores stores) {
    return stores.audit();
  }

  @Bean
  ParkedKeyQueries parkedKeyQueries(Stores stores) {
    return stores.parkedKeyQueries();
  }

  @Bean
  TriggerStatusStore triggerStatusStore(Stores stores) {
    return stores.triggerStatus();
  }

  @Bean
  Outbox outbox(Stores stores) {
    return stores.outbox();
  }

  @Bean
  BlobStore blobStore(Stores stores) {
    return stores.blobs();
  }

  @Bean
  SourceStateStore sourceStateStore(Stores stores) {
    return stores.sourceStates();
  }

  @Bean
  StoreWriter storeWriter(Stores stores) {
    return stores.writer();
  }

  @Bean
  JdbcClient storeReader(Stores stores) {
    return stores.reader();
  }

  @Bean
  StoreHousekeeping storeHousekeeping(Stores stores) {
    return new StoreHousekeeping(stores);
  }

  /// When all parts have named their columns: not in a command, which has a few of them.
  @Bean
  @ConditionalOnWebApplication
  ApplicationListener<ApplicationReadyEvent> resealingStart(StoreHousekeeping housekeeping) {
    return _ -> housekeeping.startResealing();
  }

  @Bean
  MeterBinder storeMeters(Stores stores) {
    return registry -> {
      counter(stores, "tripline.store.commits", StoreFigures::commits).register(registry);
      counter(stores, "tripline.store.changes", StoreFigures::changes).register(registry);
      counter(stores, "tripline.store.stale", StoreFigures::stale).register(registry);
      counter(stores, "tripline.store.rescued", StoreFigures::rescued).register(registry);
      counter(stores, "tripline.store.payload.unreadable", StoreFigures::unreadable)
          .register(registry);
      counter(stores, "tripline.store.refused.full", StoreFigures::refusedFull).register(registry);
      Gauge.builder("tripline.store.dead.rows", stores, store -> store.queueHealth().deadRows())
          .register(registry);
      Gauge.builder("tripline.store.payload.keys", stores, store -> store.resealing().keys())
          .register(registry);
      TimeGauge.builder(
              "tripline.store.oldest.snapshot",
              stores,
              TimeUnit.MILLISECONDS,
              store -> store.queueHealth().oldestSnapshot().toMillis())
          .register(registry);
    };
  }

  private static FunctionCounter.Builder<Stores> counter(
      Stores stores, String name, ToLongFunction<StoreFigures> value) {
    return FunctionCounter.builder(
        name, stores, store -> (double) value.applyAsLong(store.figures()));
  }
}
