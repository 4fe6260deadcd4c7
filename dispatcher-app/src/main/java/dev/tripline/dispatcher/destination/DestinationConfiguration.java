package dev.tripline.dispatcher.destination;

import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.spi.store.Outbox;
import dev.tripline.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DestinationSettings.class)
class DestinationConfiguration {

  @Bean
  Destinations destinations(
      ObjectProvider<Functions> functions,
      ConnectionSettings connections,
      GuardedHttp http,
      ObjectProvider<EventBuses> buses) {
    return new CheckedDestinations(functions::getObject, connections, http, buses::getObject);
  }

  @Bean
  StreamFailures streamFailures(Functions functions, InstantSource clock) {
    return new StreamFailures(functions, clock);
  }

  @Bean
  FunctionSender functionSender(AsynchronousDelivery delivery, Functions functions) {
    return new FunctionSender(delivery, functions);
  }

  @Bean(destroyMethod = "close")
  AmqpSender amqpSender(
      ConnectionSettings connections,
      StoredSecrets secrets,
      DestinationSettings settings,
      InstantSource clock) {
    return new AmqpSender(connections, secrets, settings.timeout(), clock);
  }

  @Bean
  HttpSender httpSender(GuardedHttp http, DestinationSettings settings, InstantSource clock) {
    return new HttpSender(http, settings.timeout(), clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  OutboxSender outboxSender(
      Outbox outbox,
      List<DestinationSender> senders,
      DestinationSettings settings,
      DeliverySignals signals,
      AsynchronousDelivery delivery,
      Stores stores) {
    OutboxSender sender =
        new OutboxSender(outbox, senders, settings, signals, delivery.outboxClaims());
    stores.onWork(() -> sender.wakeIn(Duration.ZERO));
    return sender;
  }
}
