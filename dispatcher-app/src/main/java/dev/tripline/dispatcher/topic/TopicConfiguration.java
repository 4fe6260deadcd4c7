package dev.tripline.dispatcher.topic;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TopicConfiguration {

  @Bean
  Topics topics(Stores stores, InstantSource clock) {
    return new Topics(stores.reader(), stores.writer(), clock);
  }

  @Bean
  TopicArns topicArns(AccountSettings account) {
    return new TopicArns(account);
  }
}
