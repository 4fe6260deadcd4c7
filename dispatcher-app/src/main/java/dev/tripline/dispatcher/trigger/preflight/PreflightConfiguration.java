package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.account.AccountSettings;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PreflightConfiguration {

  /// @param probes of the kinds' own configurations
  @Bean
  Preflight preflight(Functions functions, AccountSettings account, List<SourceProbe> probes) {
    return new Preflight(functions, account, probes);
  }
}
