package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RabbitConfiguration {

  @Bean
  RabbitForm rabbitForm(ConnectionSettings connections, SecretForm secrets, FilterForm filters) {
    return new RabbitForm(connections, secrets, filters);
  }

  @Bean
  Brokers rabbitBrokers(
      AccountSettings account, ConnectionSettings connections, StoredSecrets secrets) {
    return new Brokers(account, connections, secrets);
  }

  @Bean
  SourceType rabbitSourceType(RabbitForm form, Brokers brokers, QueueRuns runs) {
    return new RabbitSourceType(form, brokers, runs);
  }

  @Bean
  SourceMapping rabbitMapping(Brokers brokers) {
    return new RabbitMapping(brokers);
  }
}
