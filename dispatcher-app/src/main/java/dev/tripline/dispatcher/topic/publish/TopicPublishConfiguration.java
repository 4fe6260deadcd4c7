package dev.tripline.dispatcher.topic.publish;

import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class TopicPublishConfiguration {

  @Bean
  Subscriptions subscriptions(TriggerService triggers) {
    return new Subscriptions(triggers);
  }

  @Bean
  TopicPublisher topicPublisher(
      Subscriptions subscriptions, EventAcceptance acceptance, TopicArns arns) {
    return new TopicPublisher(subscriptions, acceptance, arns);
  }

  /// Asked before the sender for SNS, to which all other topics belong.
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  DestinationSender topicSender(
      Topics topics, TopicArns arns, TopicPublisher publisher, InstantSource clock) {
    return new TopicSender(topics, arns, publisher, clock);
  }
}
