package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.destination.DestinationSettings;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AwsDestinationConfiguration {

  @Bean
  DestinationSender sqsSender(
      AwsClients clients, DestinationSettings settings, InstantSource clock) {
    return SqsQueues.sender(clients, settings.timeout(), clock);
  }

  @Bean
  DestinationSender snsSender(
      AwsClients clients, DestinationSettings settings, InstantSource clock) {
    return SnsTopics.sender(clients, settings.timeout(), clock);
  }

  @Bean
  DestinationSender s3Sender(AwsClients clients, DestinationSettings settings) {
    return new S3Sender(clients, settings.timeout());
  }
}
