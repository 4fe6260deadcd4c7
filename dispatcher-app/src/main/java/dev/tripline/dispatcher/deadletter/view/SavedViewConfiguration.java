package dev.tripline.dispatcher.deadletter.view;

import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SavedViewConfiguration {

  @Bean
  SavedViews savedViews(Stores stores) {
    return new SavedViews(new SavedViewStore(stores.reader(), stores.writer(), stores.clock()));
  }
}
