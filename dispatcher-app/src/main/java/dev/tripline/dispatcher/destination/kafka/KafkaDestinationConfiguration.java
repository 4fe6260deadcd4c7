package dev.tripline.dispatcher.destination.kafka;

import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.DestinationSettings;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KafkaDestinationConfiguration {

  /// @param clusters asked at each message: triggers refer to deliveries, not the other way round
  @Bean(destroyMethod = "close")
  DestinationSender kafkaSender(
      ObjectProvider<KafkaClusters> clusters, DestinationSettings settings, InstantSource clock) {
    return new KafkaSender(id -> clusters.getObject().ofTrigger(id), settings.timeout(), clock);
  }
}
