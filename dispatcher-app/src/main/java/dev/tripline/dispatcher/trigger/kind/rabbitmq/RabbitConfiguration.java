package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RabbitConfiguration {

  @Bean
  RabbitForm rabbitForm(
      ConnectionSettings connections,
      SecretForm secrets,
      FilterForm filters,
      AddressGuard sourceGuard,
      ObjectForm objects) {
    return new RabbitForm(connections, secrets, filters, sourceGuard, objects);
  }

  @Bean
  Brokers rabbitBrokers(
      AccountSettings account,
      ConnectionSettings connections,
      StoredSecrets secrets,
      AddressGuard sourceGuard) {
    return new Brokers(account, connections, secrets, sourceGuard);
  }

  @Bean
  SourceType rabbitSourceType(RabbitForm form, Brokers brokers, QueueIntakes intakes) {
    return new RabbitSourceType(form, brokers, intakes);
  }

  @Bean
  SourceMapping rabbitMapping(Brokers brokers) {
    return new RabbitMapping(brokers);
  }

  @Bean
  CloudEventForm rabbitmqCloudEvents() {
    return new RabbitCloudEvents();
  }

  @Bean
  SourceProbe rabbitProbe(Brokers brokers) {
    return new RabbitProbe(brokers);
  }
}
