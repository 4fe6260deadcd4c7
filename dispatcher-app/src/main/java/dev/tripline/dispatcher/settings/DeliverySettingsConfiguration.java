package dev.tripline.dispatcher.settings;

import dev.tripline.delivery.async.DeliverySettings;
import dev.tripline.delivery.breaker.BreakerSettings;
import dev.tripline.delivery.budget.BudgetSettings;
import dev.tripline.delivery.filter.FilterSettings;
import dev.tripline.delivery.ledger.LedgerSettings;
import dev.tripline.delivery.parking.ParkingSettings;
import java.util.List;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/// The settings of `dispatcher-delivery`, which knows nothing of Spring.
@Configuration(proxyBeanMethods = false)
@Import(DeliverySettingsConfiguration.Registrar.class)
class DeliverySettingsConfiguration {
  static final List<StandardSettings<?>> ALL =
      List.of(
          new StandardSettings<>("tripline.delivery", DeliverySettings.standard()),
          new StandardSettings<>("tripline.breaker", BreakerSettings.standard()),
          new StandardSettings<>("tripline.budgets", BudgetSettings.standard()),
          new StandardSettings<>("tripline.filters", FilterSettings.standard()),
          new StandardSettings<>("tripline.ledger", LedgerSettings.standard()),
          new StandardSettings<>("tripline.parking", ParkingSettings.standard()));

  /// Makes a bean of each of them.
  static class Registrar implements BeanRegistrar {
    @Override
    public void register(BeanRegistry registry, Environment environment) {
      ALL.forEach(settings -> register(registry, environment, settings));
    }

    private static <T extends Record> void register(
        BeanRegistry registry, Environment environment, StandardSettings<T> settings) {
      registry.registerBean(
          settings.type(), bean -> bean.supplier(_ -> settings.bind(environment)));
    }
  }
}
