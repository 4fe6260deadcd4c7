package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.access.user.Passwords;
import dev.tripline.dispatcher.access.user.UserStore;
import dev.tripline.dispatcher.audit.Audit;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

  @Bean
  LoginAudit loginAudit(Audit audit, MeterRegistry meters, InstantSource clock) {
    return new LoginAudit(audit, new FailedLogins(audit, clock), meters);
  }

  @Bean
  Devices devices(BrowserCookies cookies, InstantSource clock) {
    return new Devices(cookies, clock);
  }

  @Bean
  Logins logins(
      UserStore users,
      Passwords passwords,
      BrowserSessions sessions,
      LoginAudit audit,
      InstantSource clock) {
    return new Logins(users, passwords, sessions, new AttemptLimits(clock), audit);
  }
}
