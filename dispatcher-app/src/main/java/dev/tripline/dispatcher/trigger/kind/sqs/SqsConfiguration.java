package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.QueueRuns;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SqsConfiguration {

  @Bean
  SqsForm sqsForm(AccountSettings account, AwsResourceForm resources, FilterForm filters) {
    return new SqsForm(new QueueAddressForm(account, resources), filters);
  }

  @Bean
  SqsRuns sqsRuns(
      QueueRuns queues,
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
}
