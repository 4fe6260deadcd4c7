package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.budget.ResourceUses;
import dev.tripline.dispatcher.deadletter.DeadLetterSettings;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.redrive.run.LetterPayloads;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveRunner;
import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.resource.Resources;
import dev.tripline.dispatcher.rest.ApiSettings;
import dev.tripline.dispatcher.rest.BodyLimit;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedriveSettings.class)
class RedriveConfiguration {
  /// A payload in base64 takes a third more, and has a few members beside it.
  private static final double IN_BASE64 = 1.4;

  private static final int MEMBERS = 4_096;

  @Bean
  FunctionDurations functionDurations(InvocationMeters meters, DeadLetterQueries letters) {
    return new FunctionDurations(meters, letters);
  }

  @Bean
  RedrivePlanner redrivePlanner(
      Functions functions, FunctionDurations durations, ResourceUses uses, Resources resources) {
    return new RedrivePlanner(functions, durations, uses, resources);
  }

  @Bean
  Redrives redrives(
      Stores stores,
      DeadLetters letters,
      RedrivePlanner planner,
      DeadLetterSettings settings,
      RedriveSettings bounds,
      LetterPayloads payloads,
      InstantSource clock) {
    return new Redrives(
        stores.redriveRuns(),
        letters,
        planner,
        new Redrives.Bounds(settings, bounds, payloads.limit()),
        clock);
  }

  @Bean
  RedriveReach redriveReach(Stores stores, DeadLetters letters) {
    return new RedriveReach(stores.redriveRuns(), letters);
  }

  @Bean
  Resends resends(DeadLetters letters, LimitSettings limits, MaskingRules rules) {
    return new Resends(letters, limits, rules);
  }

  @Bean
  BodyLimit resendBodyLimit(LimitSettings payloads, ApiSettings others) {
    long payload = (long) (payloads.asyncPayload().toBytes() * IN_BASE64) + MEMBERS;
    return new BodyLimit(
        "/v1/dead-letters/", "/resend", Math.max(payload, others.maxBody().toBytes()));
  }

  @Bean
  BodyLimit differenceBodyLimit(BodyLimit resendBodyLimit) {
    return new BodyLimit("/v1/dead-letters/", "/diff", resendBodyLimit.bytes());
  }

  @Bean
  LetterPayloads letterPayloads(DeadLetterQueries letters, LimitSettings payloads) {
    return new LetterPayloads(letters, Math.toIntExact(payloads.asyncPayload().toBytes()));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  RedriveRunner redriveRunner(
      Stores stores,
      AsynchronousDelivery delivery,
      LetterPayloads payloads,
      DeadLetterSettings letters,
      RedriveSettings settings) {
    return new RedriveRunner(
        stores.redriveWork(), delivery::wake, payloads, letters.maxRedrives(), settings.interval());
  }
}
