package dev.tripline.dispatcher.delivery.destination.aws;

import dev.tripline.dispatcher.delivery.destination.DestinationSender;
import dev.tripline.dispatcher.delivery.destination.DestinationSettings;
import dev.tripline.dispatcher.system.AwsClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AwsDestinationConfiguration {

  @Bean
  DestinationSender sqsSender(AwsClients clients, DestinationSettings settings) {
    return SqsQueues.sender(clients, settings.timeout());
  }

  @Bean
  DestinationSender snsSender(AwsClients clients, DestinationSettings settings) {
    return SnsTopics.sender(clients, settings.timeout());
  }

  @Bean
  DestinationSender s3Sender(AwsClients clients, DestinationSettings settings) {
    return new S3Sender(clients, settings.timeout());
  }
}
