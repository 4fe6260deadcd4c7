package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotentIngress;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

  @Bean
  SourceType routeSourceType(SecretForm secrets) {
    return new RouteSourceType(new RouteForm(secrets));
  }

  @Bean
  RouteProof routeProof(AccessRules rules, StoredSecrets secrets, InstantSource clock) {
    return new RouteProof(rules, secrets, clock);
  }

  @Bean
  RouteCalls routeCalls(
      SynchronousDelivery delivery,
      EventAcceptance acceptance,
      IdempotentIngress ingress,
      AccountSettings account,
      InstantSource clock) {
    return new RouteCalls(delivery, acceptance, ingress, account, clock);
  }

  @Bean
  ServletRegistrationBean<RouteServlet> routeServlet(
      TriggerService triggers,
      RouteProof proof,
      RouteCalls calls,
      IdempotencyKeys keys,
      LimitSettings limits,
      MeterRegistry meters) {
    int most = Math.toIntExact(limits.syncPayload().toBytes());
    RouteServer server = new RouteServer(new RouteTable(triggers::all), proof, calls, keys, most);
    ServletRegistrationBean<RouteServlet> servlet =
        new ServletRegistrationBean<>(
            new RouteServlet(server, meters), RouteServer.PREFIX, RouteServer.PREFIX + "/*");
    servlet.setName("routes");
    return servlet;
  }
}
