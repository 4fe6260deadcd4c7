package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.connection.AwsClients;
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
class DynamoDbConfiguration {

  @Bean
  SourceType dynamoDbSourceType(
      AwsResourceForm resources,
      StreamReadingForm readings,
      AwsClients clients,
      LeasedStreams leased,
      StreamRuns runs) {
    return new DynamoDbSourceType(new DynamoDbForm(resources, readings), clients, leased, runs);
  }

  @Bean
  SourceMapping dynamoDbMapping() {
    return new DynamoDbMapping();
  }

  @Bean
  CloudEventForm dynamoDbCloudEvents() {
    return new DynamoDbCloudEvents();
  }

  @Bean
  SourceProbe dynamoDbProbe(AwsClients clients) {
    return new DynamoDbProbe(clients);
  }

  @Bean
  RetentionProbe dynamoDbRetention() {
    return new DynamoDbRetentionProbe();
  }
}
