package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.store.engine.StoreWriter;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Access keys, for the service and for the command.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccountSettings.class)
class AccessKeyConfiguration {

  @Bean
  AccessKeyStore accessKeyStore(JdbcClient storeReader, StoreWriter storeWriter, Seals seals) {
    return new AccessKeyStore(storeReader, storeWriter, seals);
  }

  /// It is read once somebody needs it: [KnownKeys#start].
  @Bean
  KnownKeys knownKeys(AccessKeyStore store, Seals seals) {
    return new KnownKeys(store, seals);
  }

  @Bean
  AccessKeys accessKeys(
      AccessKeyStore store, KnownKeys known, Seals seals, Audit audit, InstantSource clock) {
    return new AccessKeys(store, known, seals, audit, clock);
  }

  @Bean
  KeyLookup keyLookup(KnownKeys known, AccountSettings account, InstantSource clock) {
    return new KeyLookup(known, account, clock);
  }
}
