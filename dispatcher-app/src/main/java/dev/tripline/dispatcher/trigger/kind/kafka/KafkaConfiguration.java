package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.destination.kafka.KafkaClusters;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

  @Bean
  KafkaForm kafkaForm(
      ConnectionSettings connections, SecretForm secrets, StreamReadingForm readings) {
    return new KafkaForm(connections, secrets, readings);
  }

  @Bean
  KafkaTopics kafkaTopics(KafkaSettings settings, StoredSecrets secrets, InstantSource clock) {
    return new KafkaTopics(settings, secrets, clock);
  }

  @Bean
  SourceType kafkaSourceType(KafkaForm form, KafkaTopics topics, StreamRuns runs) {
    return new KafkaSourceType(form, topics, runs);
  }

  /// For failure destinations on the clusters that triggers read from.
  @Bean
  KafkaClusters kafkaClusters(TriggerStore store, StoredSecrets secrets) {
    return new TriggerClusters(store, secrets);
  }

  @Bean
  SourceMapping managedKafkaMapping(AccountSettings account) {
    return new KafkaMapping(true, account);
  }

  @Bean
  SourceMapping selfManagedKafkaMapping(AccountSettings account) {
    return new KafkaMapping(false, account);
  }
}
