package dev.tripline.dispatcher.connection;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConnectionSettings.class, AwsSettings.class})
class ConnectionConfiguration {

  @Bean(destroyMethod = "close")
  AwsClients awsClients(
      AwsSettings settings,
      AccountSettings account,
      StoredSecrets secrets,
      AddressGuard sourceGuard) {
    return new AwsClients(settings, account.region(), secrets, sourceGuard);
  }

  @Bean
  AwsTrust awsTrust(AwsSettings settings) {
    return new AwsTrust(settings);
  }
}
