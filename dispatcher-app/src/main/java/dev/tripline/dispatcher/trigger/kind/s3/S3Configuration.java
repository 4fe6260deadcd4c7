package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.StoredObjects;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(S3ListingSettings.class)
class S3Configuration {

  @Bean
  SourceType s3SourceType(ObjectForm form, StoredObjects objects, InstantSource clock) {
    return new S3SourceType(form, objects, clock);
  }

  @Bean
  S3Listings s3Listings(
      AccountSettings account, StoredObjects objects, Stores stores, InstantSource clock) {
    return new S3Listings(account, objects, stores.sourceStates(), clock);
  }

  @Bean
  SourceType s3ListingSourceType(
      ObjectForm form,
      S3Listings listings,
      TriggerLeases leases,
      S3ListingSettings settings,
      EventAcceptance acceptance) {
    return new S3ListingSourceType(
        new S3ListingForm(form), listings, leases, settings.lease(), acceptance);
  }

  @Bean
  SourceProbe s3ListingProbe(S3Listings listings) {
    return new S3ListingProbe(listings);
  }
}
