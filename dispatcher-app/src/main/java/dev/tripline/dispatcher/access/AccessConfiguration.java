package dev.tripline.dispatcher.access;

import dev.tripline.dispatcher.access.chain.AccessFilter;
import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.chain.OperationCheck;
import dev.tripline.dispatcher.access.chain.ResourceNames;
import dev.tripline.dispatcher.access.chain.RootService;
import dev.tripline.dispatcher.access.chain.Sessions;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import dev.tripline.dispatcher.access.chain.SignatureChecks;
import dev.tripline.dispatcher.access.chain.SignedBodyLimits;
import dev.tripline.dispatcher.access.chain.Tokens;
import dev.tripline.dispatcher.access.execution.FunctionCredentialSettings;
import dev.tripline.dispatcher.access.execution.FunctionSessions;
import dev.tripline.dispatcher.access.execution.RoleHolders;
import dev.tripline.dispatcher.access.key.AccessKeys;
import dev.tripline.dispatcher.access.key.KnownKeys;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.ResourcePolicies;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SigningRules;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.dispatcher.store.DataSettings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AccessSettings.class, FunctionCredentialSettings.class})
class AccessConfiguration {
  private static final Logger log = LoggerFactory.getLogger(AccessConfiguration.class);

  /// Behind the limits and the meters of `/v1`.
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

  @Bean
  AccessRules accessRules(ObjectProvider<ResourcePolicies> policies) {
    return new AccessRules((caller, operation, resource) ->
        policies.stream().anyMatch(some -> some.allow(caller, operation, resource)));
  }

  @Bean
  OperationCheck operationCheck(
      AccessRules rules, ObjectProvider<ResourceNames> names, MeterRegistry meters) {
    // Asked for by the first request, once those who know names are there.
    var known = SingletonSupplier.of(() -> names.stream().toList());
    return new OperationCheck(
        rules,
        resource -> {
          Resource canonical = resource;
          for (ResourceNames some : known.obtain()) {
            canonical = some.canonical(canonical);
          }
          return canonical;
        },
        meters);
  }

  /// @param services of other packages, each at the path `/`; asked in their order
  @Bean
  SignatureChecks signatureChecks(
      AccessSettings settings,
      InstantSource clock,
      List<Credentials> credentials,
      SignedBodyLimits limits,
      ObjectProvider<RootService> services) {
    return new SignatureChecks(
        signatureCheck("lambda", settings, clock, credentials, limits),
        signatureCheck("events", settings, clock, credentials, limits),
        services.orderedStream().toList());
  }

  private static SignatureCheck signatureCheck(
      String service,
      AccessSettings settings,
      InstantSource clock,
      List<Credentials> credentials,
      SignedBodyLimits limits) {
    return new SignatureCheck(
        new SignatureVerifier(SigningRules.of(service, settings.region()), clock),
        credentials,
        limits);
  }

  @Bean
  FunctionSessions functionSessions(
      Seals seals,
      FunctionCredentialSettings settings,
      RoleHolders holders,
      AccountSettings account,
      InstantSource clock) {
    return new FunctionSessions(seals, settings, holders, account, clock);
  }

  /// The keys are read before the first request.
  @Bean
  FilterRegistrationBean<Filter> accessFilter(
      AccessSettings settings,
      KnownKeys known,
      SignatureChecks signatures,
      Tokens tokens,
      Sessions sessions,
      AccessRules rules,
      MeterRegistry meters) {
    Filter filter;
    if (settings.required()) {
      known.start();
      filter = new AccessFilter(signatures, tokens, sessions, rules, meters);
    } else {
      filter =
          (request, response, chain) -> {
            Caller.unrestricted().sent(request);
            ConnectionUse.keep(request);
            chain.doFilter(request, response);
          };
    }
    FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
    registration.setName("access");
    registration.addUrlPatterns("/*");
    registration.setOrder(ORDER);
    return registration;
  }

  /// Makes the first key once the address is known, and tells it where only its owner reads it: in a
  /// file, and on the console of a dispatcher that listens on this machine only.
  @Bean
  ApplicationListener<ApplicationReadyEvent> firstAccessKey(
      AccessSettings settings,
      AccessKeys keys,
      AccountSettings account,
      DataSettings data,
      Environment environment) {
    return _ -> {
      if (!settings.required()) {
        log.warn("Access control is off: whoever reaches this port may do everything");
        return;
      }
      var first =
          new FirstKey(
              keys, settings, data.dataDirectory().resolve("keys").resolve("first-access-key.env"));
      first
          .ensure()
          .ifPresent(made -> {
            String endpoint = "http://127.0.0.1:" + environment.getProperty("local.server.port");
            List<String> lines = made.lines(account.region(), endpoint);
            FirstKey.write(made, lines);
            if (FirstKey.isToldOnConsole(
                environment.getProperty("server.address", ""),
                environment.getProperty("JOURNAL_STREAM"))) {
              System.out.println(
                  "\nThe first access key was made. For the AWS CLI and curl:\n\n  "
                      + String.join("\n  ", lines)
                      + "\n");
            }
            log.info("The first access key is in {}", made.file());
          });
    };
  }
}
