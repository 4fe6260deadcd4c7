package dev.tripline.dispatcher.deadletter.retention;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

  @Bean
  FunctionRetentions functionRetentions(Stores stores, Functions functions, Audit audit) {
    return new FunctionRetentions(stores, functions, audit);
  }
}
