package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import dev.tripline.dispatcher.trigger.object.link.LinkedObjects;
import dev.tripline.dispatcher.trigger.object.link.ObjectLinks;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FolderConfiguration {

  @Bean
  FolderBuckets folderBuckets(
      AccountSettings account, Stores stores, ObjectLinks links, InstantSource clock) {
    return new FolderBuckets(account, stores.sourceStates(), links, clock);
  }

  @Bean
  FolderForm folderForm(TriggerSettings settings, DataSettings data, LinkForm links) {
    return new FolderForm(settings, data.dataDirectory(), links);
  }

  @Bean
  LinkedObjects folderObjects(FolderForm form) {
    return new FolderObjects(form);
  }

  @Bean
  SourceType folderSourceType(
      FolderForm form, FolderBuckets buckets, TriggerLeases leases, EventAcceptance acceptance) {
    return new FolderSourceType(form, buckets, leases, acceptance);
  }
}
