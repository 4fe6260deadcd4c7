package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.dispatcher.trigger.format.RecordForms;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The parts of streams' runs that several kinds of sources have.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShardSettings.class)
class StreamRunConfiguration {

  @Bean
  StreamRuns streamRuns(
      DeliveryServices services,
      Stores stores,
      StreamFailures failures,
      RecordForms records,
      TriggerServices guards) {
    return new StreamRuns(services, stores.sourceStates(), failures, records, guards);
  }

  @Bean
  LeasedStreams leasedStreams(Stores stores, ShardSettings settings, InstantSource clock) {
    return new LeasedStreams(stores.shardLeases(), settings.timing(), clock);
  }
}
