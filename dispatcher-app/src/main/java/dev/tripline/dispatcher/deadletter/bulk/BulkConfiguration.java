package dev.tripline.dispatcher.deadletter.bulk;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.store.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BulkConfiguration {

  @Bean
  LetterExport letterExport(
      DeadLetters letters,
      DeadLetterQueries queries,
      Stores stores,
      AuditLog audit,
      MaskingRules rules) {
    return new LetterExport(letters, queries, stores.deadLetterScan(), audit, rules);
  }

  @Bean
  LetterPurge letterPurge(Redrives redrives, Stores stores, AuditLog audit) {
    return new LetterPurge(
        redrives, stores.redriveRuns(), stores.deadLetterScan(), stores.deadLetters(), audit);
  }
}
