package dev.tripline.dispatcher.access.browser;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.store.engine.StoreWriter;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LoginSettings.class)
class BrowserConfiguration {

  @Bean
  BrowserSessions browserSessions(
      JdbcClient storeReader,
      StoreWriter storeWriter,
      LoginSettings settings,
      BrowserSessions.OpenIdStamp openIdStamp,
      AccountSettings account,
      InstantSource clock) {
    return new BrowserSessions(
        new SessionStore(storeReader, storeWriter), settings, openIdStamp, account, clock);
  }

  @Bean
  BrowserCookies browserCookies(LoginSettings settings, Seals seals) {
    return new BrowserCookies(settings, seals);
  }
}
