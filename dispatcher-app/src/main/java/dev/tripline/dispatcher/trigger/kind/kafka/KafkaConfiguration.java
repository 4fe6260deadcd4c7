package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.destination.kafka.KafkaClusters;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.StreamIntakes;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaSettings.class)
class KafkaConfiguration {

  @Bean
  KafkaForm kafkaForm(
      ConnectionSettings connections,
      SecretForm secrets,
      StreamReadingForm readings,
      AddressGuard sourceGuard,
      ObjectForm objects) {
    return new KafkaForm(connections, secrets, readings, sourceGuard, objects);
  }

  @Bean
  KafkaTopics kafkaTopics(
      KafkaSettings settings,
      StoredSecrets secrets,
      InstantSource clock,
      AddressGuard sourceGuard) {
    return new KafkaTopics(settings, secrets, clock, sourceGuard);
  }

  @Bean
  SourceType kafkaSourceType(KafkaForm form, KafkaTopics topics, StreamIntakes runs) {
    return new KafkaSourceType(form, topics, runs);
  }

  /// For failure destinations on the clusters that triggers read from.
  @Bean
  KafkaClusters kafkaClusters(TriggerStore store, KafkaTopics topics) {
    return new TriggerClusters(store, topics);
  }

  @Bean
  SourceMapping managedKafkaMapping(AccountSettings account) {
    return new KafkaMapping(true, account);
  }

  @Bean
  SourceMapping selfManagedKafkaMapping(AccountSettings account) {
    return new KafkaMapping(false, account);
  }

  @Bean
  CloudEventForm kafkaCloudEvents() {
    return new KafkaCloudEvents();
  }

  @Bean
  SourceProbe kafkaProbe(KafkaTopics topics) {
    return new KafkaProbe(topics);
  }

  @Bean
  RetentionProbe kafkaRetention(KafkaTopics topics, InstantSource clock) {
    return new KafkaRetentionProbe(topics, clock);
  }
}
