package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.function.FunctionRoles;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import dev.tripline.dispatcher.trigger.run.stream.LeasedStreams;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KinesisConfiguration {

  @Bean
  KinesisForm kinesisForm(
      AccountSettings account, AwsResourceForm resources, StreamReadingForm readings) {
    return new KinesisForm(account, resources, readings);
  }

  @Bean
  SourceType kinesisSourceType(
      KinesisForm form,
      AwsClients clients,
      LeasedStreams leased,
      StreamRuns runs,
      FunctionRoles roles) {
    return new KinesisSourceType(form, clients, leased, runs, roles);
  }

  @Bean
  SourceMapping kinesisMapping() {
    return new KinesisMapping();
  }

  @Bean
  CloudEventForm kinesisCloudEvents() {
    return new KinesisCloudEvents();
  }

  @Bean
  SourceProbe kinesisProbe(AwsClients clients) {
    return new KinesisProbe(clients);
  }

  @Bean
  RetentionProbe kinesisRetention(AwsClients clients) {
    return new KinesisRetentionProbe(clients);
  }
}
