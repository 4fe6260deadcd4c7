package dev.tripline.dispatcher.functionurl;

import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.dispatcher.access.AccessSettings;
import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import dev.tripline.dispatcher.access.chain.SignedBodyLimits;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SigningRules;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FunctionUrlSettings.class)
class FunctionUrlConfiguration {
  /// Behind the guard, and before access control: URLs have rules of their own.
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 50;

  @Bean
  UrlAddresses urlAddresses(FunctionUrlSettings settings, AccountSettings account) {
    return new UrlAddresses(settings, account.region());
  }

  @Bean
  UrlPolicies urlPolicies(Registry registry) {
    return new UrlPolicies(registry);
  }

  @Bean
  UrlIndex urlIndex(Registry registry) {
    UrlIndex index = new UrlIndex();
    registry.listen(index);
    registry.functions().forEach(function -> index.changed(null, function));
    return index;
  }

  @Bean
  UrlAccess urlAccess(
      AccessSettings settings,
      InstantSource clock,
      List<Credentials> credentials,
      LimitSettings limits,
      AccessRules rules) {
    int most = Math.toIntExact(limits.syncPayload().toBytes());
    SignatureCheck signatures =
        new SignatureCheck(
            new SignatureVerifier(SigningRules.of("lambda", settings.region()), clock),
            credentials,
            new SignedBodyLimits(most, Map.of()));
    return new UrlAccess(settings.required(), signatures, rules);
  }

  @Bean
  UrlInvocations urlInvocations(
      SynchronousDelivery delivery, AccountSettings account, InstantSource clock) {
    return new UrlInvocations(delivery, account, clock);
  }

  @Bean
  FilterRegistrationBean<FunctionUrlFilter> functionUrlFilter(
      UrlAddresses addresses,
      UrlIndex index,
      UrlAccess access,
      UrlInvocations invocations,
      IdempotencyKeys keys,
      LimitSettings limits,
      MeterRegistry meters) {
    int most = Math.toIntExact(limits.syncPayload().toBytes());
    UrlServer server = new UrlServer(index, access, invocations, keys, most);
    FilterRegistrationBean<FunctionUrlFilter> filter =
        new FilterRegistrationBean<>(new FunctionUrlFilter(addresses, server, meters));
    filter.addUrlPatterns("/*");
    filter.setOrder(ORDER);
    return filter;
  }
}
