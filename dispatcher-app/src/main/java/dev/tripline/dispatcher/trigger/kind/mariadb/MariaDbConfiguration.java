package dev.tripline.dispatcher.trigger.kind.mariadb;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.DatabaseForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.run.changes.ChangeProbe;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MariaDbConfiguration {

  @Bean
  MariaDbDatabases mariaDbDatabases(
      StoredSecrets secrets, AddressGuard sourceGuard, Stores stores, InstantSource clock) {
    return new MariaDbDatabases(secrets, sourceGuard, stores.sourceStates(), clock);
  }

  @Bean
  ChangeProbe mariaDbProbe(MariaDbDatabases databases) {
    return new ChangeProbe(
        MariaDbSource.TRAITS.kind(), trigger -> databases.of(trigger).suitability());
  }

  @Bean
  SourceType mariaDbSourceType(
      DatabaseForm forms,
      StreamReadingForm readings,
      ChangeRuns runs,
      MariaDbDatabases databases,
      ChangeProbe mariaDbProbe) {
    return new MariaDbSourceType(new MariaDbForm(forms, readings), runs, databases, mariaDbProbe);
  }
}
