package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.engine.StoreWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PayloadEncryptionSettings.class, SecretSettings.class})
class SecretConfiguration {

  @Bean
  SecretKeys secretKeys(SecretSettings settings, DataSettings data) {
    return new SecretKeys(keyFile(settings.keyFile(), data, "secrets.json"), "secrets");
  }

  /// @param given null for the one of that name in the data directory
  private static Path keyFile(@Nullable Path given, DataSettings data, String name) {
    return given == null ? data.dataDirectory().resolve("keys").resolve(name) : given;
  }

  @Bean
  PayloadKeys payloadKeys(PayloadEncryptionSettings settings, DataSettings data) {
    Path file = keyFile(settings.keyFile(), data, "payloads.json");
    return new PayloadKeyFile(new SecretKeys(file, "encrypted payloads"), settings.enabled());
  }

  @Bean
  Seals seals(SecretKeys keys, JdbcClient storeReader) {
    return new Seals(
        keys,
        () ->
            storeReader
                    .sql(
                        "SELECT (SELECT count(*) FROM secret)"
                            + " + (SELECT count(*) FROM access_secret WHERE key_id IS NOT NULL)"
                            + " + (SELECT count(*) FROM masking_rule)")
                    .query(Long.class)
                    .single()
                == 0);
  }

  @Bean
  SecretVault secretVault(
      JdbcClient storeReader,
      StoreWriter storeWriter,
      SecretKeys keys,
      Seals seals,
      InstantSource clock) {
    return new SecretVault(storeReader, storeWriter, keys, seals, clock);
  }

  @Bean
  Secrets secrets(SecretVault vault, List<SecretUses> uses, List<SealedRows> others, Audit audit) {
    return new Secrets(vault, uses, others, audit);
  }
}
