package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FolderConfiguration {

  @Bean
  FolderBuckets folderBuckets(AccountSettings account, Stores stores, InstantSource clock) {
    return new FolderBuckets(account, stores.sourceStates(), clock);
  }

  @Bean
  SourceType folderSourceType(
      TriggerSettings settings,
      FolderBuckets buckets,
      TriggerLeases leases,
      EventAcceptance acceptance) {
    return new FolderSourceType(new FolderForm(settings), buckets, leases, acceptance);
  }
}
