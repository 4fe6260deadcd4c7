package dev.tripline.dispatcher.trigger.kind.schedule;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

  @Bean
  SourceType scheduleSourceType(
      AccountSettings account,
      Stores stores,
      TriggerLeases leases,
      EventAcceptance acceptance,
      InstantSource clock) {
    return new ScheduleSourceType(account, stores.sourceStates(), leases, acceptance, clock);
  }

  @Bean
  SourceProbe scheduleProbe(InstantSource clock) {
    return new ScheduleProbe(clock);
  }
}
