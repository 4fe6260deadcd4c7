package dev.tripline.dispatcher.resource;

import dev.tripline.delivery.budget.BudgetSettings;
import dev.tripline.delivery.budget.Budgets;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.store.StoreConnectionSettings;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ResourceConfiguration {

  @Bean
  ResourceStore resourceStore(Stores stores) {
    return new ResourceStore(stores.reader(), stores.writer(), stores.clock());
  }

  @Bean
  ResourceRules resourceRules(ResourceStore store) {
    return new ResourceRules(name -> store.find(name).isPresent());
  }

  /// @param users of the packages whose things name resources
  @Bean
  Resources resources(ResourceStore store, List<ResourceUsers> users, Audit audit) {
    return new Resources(store, users, audit);
  }

  @Bean
  TriggerResources triggerResources(ResourceStore store) {
    return new TriggerResources(store::ofTrigger);
  }

  /// Closed after the deliveries, whose executions take part in budgets.
  @Bean(initMethod = "start", destroyMethod = "close")
  Budgets budgets(
      Stores stores, StoreConnectionSettings store, BudgetSettings settings, MeterRegistry meters) {
    boolean cluster = store.engine() == StoreConnectionSettings.Engine.POSTGRESQL;
    return new Budgets(
        new JdbcShareStore(stores.writer(), stores.clock()::millis, cluster),
        settings.lease(),
        meters);
  }
}
