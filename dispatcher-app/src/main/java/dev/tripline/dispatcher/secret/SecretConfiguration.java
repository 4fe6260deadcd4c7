package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.store.engine.StoreWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

  @Bean
  SecretVault secretVault(
      JdbcClient storeReader,
      StoreWriter storeWriter,
      SecretSettings settings,
      DataSettings data,
      InstantSource clock) {
    Path file =
        settings.keyFile() == null
            ? data.dataDirectory().resolve("keys").resolve("secrets.json")
            : settings.keyFile();
    return new SecretVault(storeReader, storeWriter, new SecretKeys(file), clock);
  }

  @Bean
  Secrets secrets(SecretVault vault, List<SecretUses> uses, Audit audit) {
    return new Secrets(vault, uses, audit);
  }
}
