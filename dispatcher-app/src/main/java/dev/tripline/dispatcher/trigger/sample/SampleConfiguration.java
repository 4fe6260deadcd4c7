package dev.tripline.dispatcher.trigger.sample;

import dev.tripline.store.Stores;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SampleSettings.class)
class SampleConfiguration {

  @Bean
  SampleStore sampleStore(Stores stores, SampleSettings settings) {
    stores.resealing().include(SampleStore.SEALED);
    return new SampleStore(
        stores.reader(), stores.writer(), stores.cipher(), settings.perTrigger());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  RecordSamples recordSamples(SampleStore store, SampleSettings settings, Stores stores) {
    return new RecordSamples(store, settings, stores.clock());
  }
}
