package dev.tripline.dispatcher.function.log;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeptLogSettings.class)
class FunctionLogsConfiguration {

  @Bean
  LogStore logStore(Stores stores) {
    stores.resealing().include(LogStore.SEALED);
    return new LogStore(stores.writer(), stores.reader(), stores.cipher());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  LogKeeper logKeeper(LogStore store, KeptLogSettings settings, Stores stores) {
    return new LogKeeper(store, settings, stores.clock());
  }

  @Bean
  FunctionLogs functionLogPages(
      LogKeeper keeper,
      LogStore store,
      Registry registry,
      Functions functions,
      KeptLogSettings settings) {
    return new FunctionLogs(keeper, store, registry, functions, settings.keeps());
  }

  @Bean
  MeterBinder keptLogMeters(LogKeeper keeper) {
    return registry ->
        FunctionCounter.builder("tripline.function.logs.dropped", keeper, LogKeeper::dropped)
            .description("log lines of functions that were not kept")
            .register(registry);
  }
}
