package dev.tripline.dispatcher.topic.query;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.access.AccessSettings;
import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.chain.RootService;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import dev.tripline.dispatcher.access.chain.SignedBodyLimits;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SigningRules;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.dispatcher.topic.publish.Subscriptions;
import dev.tripline.dispatcher.topic.publish.TopicPublisher;
import dev.tripline.spi.audit.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class TopicApiConfiguration {
  /// Behind access control.
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 200;

  @Bean
  RootService snsService(
      AccessSettings settings, InstantSource clock, List<Credentials> credentials) {
    var verifier = new SignatureVerifier(SigningRules.of("sns", settings.region()), clock);
    var limits = new SignedBodyLimits(SnsService.BODY_LIMIT, Map.of());
    return new SnsService(new SignatureCheck(verifier, credentials, limits));
  }

  @Bean
  TopicActions topicActions(Topics topics, Subscriptions subscriptions, TopicArns arns) {
    return new TopicActions(topics, subscriptions, arns);
  }

  @Bean
  SubscriptionActions subscriptionActions(
      TopicActions topics, Subscriptions subscriptions, Functions functions, TopicArns arns) {
    return new SubscriptionActions(topics, subscriptions, functions, arns);
  }

  @Bean
  PublishActions publishActions(
      TopicActions topics, TopicPublisher publisher, TopicArns arns, InstantSource clock) {
    return new PublishActions(topics, publisher, arns, clock);
  }

  @Bean
  TagActions topicTagActions(Topics topics, TopicArns arns) {
    return new TagActions(topics, arns);
  }

  @Bean
  TopicAccess topicAccess(AccessRules rules, TopicArns arns) {
    return new TopicAccess(rules, arns);
  }

  @Bean
  FilterRegistrationBean<TopicApi> topicApi(
      TopicActions topics,
      SubscriptionActions subscriptions,
      PublishActions publishing,
      TagActions tags,
      TopicAccess access,
      IdempotencyKeys keys,
      AuditLog audit,
      MeterRegistry meters) {
    Map<String, TopicApi.Action> actions = new HashMap<>();
    actions.put("CreateTopic", topics::create);
    actions.put("DeleteTopic", topics::delete);
    actions.put("ListTopics", topics::list);
    actions.put("GetTopicAttributes", topics::attributes);
    actions.put("SetTopicAttributes", topics::setAttribute);
    actions.put("Subscribe", subscriptions::subscribe);
    actions.put("Unsubscribe", subscriptions::unsubscribe);
    actions.put("ListSubscriptions", subscriptions::list);
    actions.put("ListSubscriptionsByTopic", subscriptions::listOfTopic);
    actions.put("GetSubscriptionAttributes", subscriptions::attributes);
    actions.put("SetSubscriptionAttributes", subscriptions::setAttribute);
    actions.put("Publish", publishing::publish);
    actions.put("PublishBatch", publishing::publishBatch);
    actions.put("ListTagsForResource", tags::list);
    actions.put("TagResource", tags::tag);
    actions.put("UntagResource", tags::untag);
    FilterRegistrationBean<TopicApi> registration =
        new FilterRegistrationBean<>(new TopicApi(actions, access, keys, audit, meters));
    registration.setName("topics");
    registration.addUrlPatterns("/*");
    registration.setOrder(ORDER);
    return registration;
  }
}
