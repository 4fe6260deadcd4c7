package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.breaker.FunctionBreakers;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.dispatcher.trigger.format.RecordForms;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The parts of runs that several kinds of sources have.
@Configuration(proxyBeanMethods = false)
class TriggerRunConfiguration {

  @Bean
  FunctionTimeouts functionTimeouts(Functions functions) {
    return new FunctionTimeouts(functions);
  }

  @Bean
  DeliveryServices queueServices(
      Invoker functions,
      Functions directory,
      Stores stores,
      DeliverySignals signals,
      InstantSource clock) {
    return new DeliveryServices(
        functions, stores.deadLetters(), signals, clock, directory::recursionAllowed);
  }

  @Bean
  TriggerServices triggerServices(
      Ledger ledger,
      FunctionBreakers breakers,
      Parking parking,
      ParkedKeyQueries parkedKeys,
      MeterRegistry meters) {
    return new TriggerServices(
        ledger, breakers, parking, new TriggerMeters(meters, parkedKeys), new SettledMessages());
  }

  @Bean
  QueueRuns queueRuns(DeliveryServices services, RecordForms records, TriggerServices guards) {
    return new QueueRuns(services, records, guards);
  }

  @Bean
  EventAcceptance eventAcceptance(AsynchronousDelivery delivery, Ledger ledger) {
    return new EventAcceptance(delivery, ledger);
  }
}
