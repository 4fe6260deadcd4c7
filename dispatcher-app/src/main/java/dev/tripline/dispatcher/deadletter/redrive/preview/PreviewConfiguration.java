package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.deadletter.redrive.run.LetterPayloads;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PreviewConfiguration {

  @Bean
  TransformPreviews transformPreviews(
      Redrives redrives, Stores stores, LetterPayloads payloads, MaskingRules rules) {
    return new TransformPreviews(redrives, stores.deadLetterScan(), payloads.limit(), rules);
  }
}
