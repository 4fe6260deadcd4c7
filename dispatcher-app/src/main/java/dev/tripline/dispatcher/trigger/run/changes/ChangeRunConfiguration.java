package dev.tripline.dispatcher.trigger.run.changes;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.trigger.form.DatabaseForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import dev.tripline.dispatcher.trigger.run.stream.LeasedStreams;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the kinds of databases share.
@Configuration(proxyBeanMethods = false)
class ChangeRunConfiguration {

  @Bean
  ChangeMeters changeMeters(MeterRegistry registry, InstantSource clock) {
    return new ChangeMeters(registry, clock);
  }

  @Bean
  ChangeRuns changeRuns(StreamRuns runs, LeasedStreams leased, Stores stores, ChangeMeters meters) {
    return new ChangeRuns(runs, leased, stores.sourceStates(), meters);
  }

  @Bean
  CloudEventForm postgresqlCloudEvents() {
    return new ChangeCloudEvents("postgresql");
  }

  @Bean
  CloudEventForm mariaDbCloudEvents() {
    return new ChangeCloudEvents("mariadb");
  }

  @Bean
  DatabaseForm databaseForm(SecretForm secrets, AddressGuard sourceGuard) {
    return new DatabaseForm(secrets, sourceGuard);
  }
}
