package dev.tripline.dispatcher.delivery.destination;

import dev.tripline.dispatcher.delivery.AsynchronousDelivery;
import dev.tripline.dispatcher.delivery.DeliverySignals;
import dev.tripline.dispatcher.delivery.destination.stream.StreamFailures;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.function.Destinations;
import dev.tripline.dispatcher.function.Functions;
import dev.tripline.dispatcher.function.endpoint.GuardedHttp;
import dev.tripline.dispatcher.system.AwsClients;
import dev.tripline.dispatcher.system.AwsSettings;
import dev.tripline.dispatcher.system.ConnectionSettings;
import dev.tripline.dispatcher.system.StoredSecrets;
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
@EnableConfigurationProperties({
  DestinationSettings.class,
  ConnectionSettings.class,
  AwsSettings.class
})
class DestinationConfiguration {

  @Bean
  Destinations destinations(
      ObjectProvider<Functions> functions, ConnectionSettings connections, GuardedHttp http) {
    return new CheckedDestinations(functions::getObject, connections, http);
  }

  @Bean(destroyMethod = "close")
  AwsClients awsClients(AwsSettings settings, AccountSettings account, StoredSecrets secrets) {
    return new AwsClients(settings, account.region(), secrets);
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
      ConnectionSettings connections, StoredSecrets secrets, DestinationSettings settings) {
    return new AmqpSender(connections, secrets, settings.timeout());
  }

  @Bean
  HttpSender httpSender(GuardedHttp http, DestinationSettings settings) {
    return new HttpSender(http, settings.timeout());
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
        new OutboxSender(outbox, senders, settings, signals, delivery::claimsInDoubt);
    stores.onWork(() -> sender.wakeIn(Duration.ZERO));
    return sender;
  }
}
