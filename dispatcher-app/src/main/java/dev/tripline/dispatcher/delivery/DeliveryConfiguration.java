package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.AttemptListener;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.delivery.DeliveryFigures;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.async.DeliverySettings;
import dev.tripline.delivery.async.TriggerRetries;
import dev.tripline.delivery.budget.BudgetSettings;
import dev.tripline.delivery.budget.BudgetedInvoker;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.function.trace.Tracing;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  @Bean
  DeliverySignals deliverySignals(Milestone.Listener milestones, AttemptListener attempts) {
    return new DeliverySignals(milestones, new DeliveryEvents(), new DeliveryFigures(), attempts);
  }

  @Bean
  DeliveryEvents deliveryEvents(DeliverySignals signals) {
    return signals.events();
  }

  @Bean
  RecentActivity recentActivity(DeliveryEvents events, InstantSource clock) {
    return new RecentActivity(events, clock);
  }

  @Bean
  SynchronousDelivery synchronousDelivery(
      BudgetedInvoker invoker, BudgetSettings settings, Functions functions, Tracing tracing) {
    return new SynchronousDelivery(
        tracing.ofCalls(invoker.waiting(settings.syncWait())), functions::recursionAllowed);
  }

  @Bean
  TriggerRetries triggerRetries() {
    return new TriggerRetries();
  }

  @Bean
  AsynchronousDelivery.Store deliveryStore(
      InvocationQueue queue,
      NodeLease lease,
      Stores stores,
      StoreConnectionSettings settings,
      TriggerRetries retries,
      Tracing tracing) {
    return new AsynchronousDelivery.Store(
        tracing.ofEvents(queue), lease, settings.lease(), stores.clock(), retries);
  }

  /// Its last deliveries end while it is closed, and what it tells of them is still written.
  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOn("stepRecorder")
  AsynchronousDelivery asynchronousDelivery(
      DeliverySettings settings,
      AsynchronousDelivery.Store store,
      Functions functions,
      Invoker invoker,
      DeliverySignals signals,
      Stores stores) {
    var delivery = new AsynchronousDelivery(settings, store, functions, invoker, signals);
    stores.onWork(delivery::wake);
    return delivery;
  }

  @Bean
  MeterBinder deliveryMeters(DeliverySignals signals) {
    DeliveryFigures figures = signals.figures();
    return registry -> {
      counter(figures, "tripline.async.accepted", DeliveryFigures::accepted).register(registry);
      counter(figures, "tripline.async.duplicates", DeliveryFigures::duplicates).register(registry);
      counter(figures, "tripline.async.spilled", DeliveryFigures::spilled).register(registry);
      counter(figures, "tripline.async.delivered", DeliveryFigures::delivered).register(registry);
      counter(figures, "tripline.async.retried", DeliveryFigures::retried).register(registry);
      counter(figures, "tripline.async.dead.lettered", DeliveryFigures::deadLettered)
          .register(registry);
      counter(figures, "tripline.async.fenced", DeliveryFigures::fenced).register(registry);
    };
  }

  private static FunctionCounter.Builder<DeliveryFigures> counter(
      DeliveryFigures figures, String name, ToDoubleFunction<DeliveryFigures> value) {
    return FunctionCounter.builder(name, figures, value);
  }
}
