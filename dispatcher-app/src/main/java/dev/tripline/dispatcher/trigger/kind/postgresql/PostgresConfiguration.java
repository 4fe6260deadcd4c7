package dev.tripline.dispatcher.trigger.kind.postgresql;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.DatabaseForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.changes.ChangeProbe;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PostgresConfiguration {

  @Bean
  PostgresDatabases postgresDatabases(
      StoredSecrets secrets, AddressGuard sourceGuard, Stores stores, InstantSource clock) {
    return new PostgresDatabases(secrets, sourceGuard, stores.sourceStates(), clock);
  }

  @Bean
  ChangeProbe postgresProbe(PostgresDatabases databases) {
    return new ChangeProbe(
        PostgresSource.TRAITS.kind(), trigger -> databases.of(trigger).suitability());
  }

  @Bean
  SourceType postgresSourceType(
      DatabaseForm forms,
      StreamReadingForm readings,
      ChangeRuns runs,
      PostgresDatabases databases,
      ChangeProbe postgresProbe) {
    return new PostgresSourceType(
        new PostgresForm(forms, readings), runs, databases, postgresProbe);
  }

  @Bean(destroyMethod = "close")
  SlotWatch slotWatch(TriggerService triggers, PostgresDatabases databases, ChangeRuns runs) {
    SlotWatch watch = new SlotWatch(triggers, databases, runs);
    watch.start();
    return watch;
  }
}
