package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SqsSettings.class)
class SqsConfiguration {

  @Bean
  SqsForm sqsForm(
      AccountSettings account, AwsResourceForm resources, FilterForm filters, ObjectForm objects) {
    return new SqsForm(new QueueAddressForm(account, resources), filters, objects);
  }

  @Bean
  SqsRuns sqsRuns(
      QueueIntakes queues,
      AwsClients clients,
      TriggerLeases leases,
      FunctionTimeouts timeouts,
      SqsSettings settings) {
    return new SqsRuns(queues, clients, leases, timeouts, settings);
  }

  @Bean
  SourceType sqsSourceType(
      SqsForm form, AwsClients clients, FunctionTimeouts timeouts, SqsRuns runs) {
    return new SqsSourceType(form, clients, timeouts, runs);
  }

  @Bean
  SourceMapping sqsMapping() {
    return new SqsMapping();
  }

  @Bean
  CloudEventForm sqsCloudEvents() {
    return new SqsCloudEvents();
  }

  @Bean
  SourceProbe sqsProbe(AwsClients clients) {
    return new SqsProbe(clients);
  }
}
