package dev.tripline.dispatcher.trigger.kind.topic;

import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.PolicyForm;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TopicSourceConfiguration {

  @Bean
  SourceType topicSourceType(PolicyForm policies, Topics topics) {
    return new TopicSourceType(policies, topics);
  }
}
