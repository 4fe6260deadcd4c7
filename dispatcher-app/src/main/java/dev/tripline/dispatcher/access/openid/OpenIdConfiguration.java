package dev.tripline.dispatcher.access.openid;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The login by a provider. Nothing of it is made before the first one.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenIdSettings.class)
class OpenIdConfiguration {

  @Bean
  BrowserSessions.OpenIdStamp openIdStamp(OpenIdSettings settings) {
    return settings.stamp();
  }

  @Bean
  OpenIdLogin openIdLogin(
      OpenIdSettings settings, StoredSecrets secrets, BrowserCookies cookies, InstantSource clock) {
    return new OpenIdLogin(
        settings,
        new OpenIdProvider(() -> OpenIdProtocolConfiguration.read(settings, secrets), clock),
        cookies,
        clock);
  }
}
