package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.access.AccessSettings;
import dev.tripline.dispatcher.access.chain.Credentials;
import dev.tripline.dispatcher.access.chain.SignatureCheck;
import dev.tripline.dispatcher.access.chain.SignedBodyLimits;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.signature.SignatureVerifier;
import dev.tripline.dispatcher.access.signature.SigningRules;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {
  /// Behind access control, and before those who take all forms.
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 190;

  /// Before SNS, which takes all forms: clients of IAM and STS sign for one region of their own.
  @Bean
  @Order(1)
  DocumentService iamService(InstantSource clock, List<Credentials> credentials) {
    return service("iam", "https://iam.amazonaws.com/doc/2010-05-08/", null, clock, credentials);
  }

  @Bean
  @Order(1)
  DocumentService stsService(InstantSource clock, List<Credentials> credentials) {
    return service("sts", "https://sts.amazonaws.com/doc/2011-06-15/", null, clock, credentials);
  }

  @Bean
  @Order(1)
  DocumentService logsService(
      AccessSettings settings, InstantSource clock, List<Credentials> credentials) {
    return service(DocumentService.LOGS, "", settings.region(), clock, credentials);
  }

  private static DocumentService service(
      String name,
      String namespace,
      @Nullable String region,
      InstantSource clock,
      List<Credentials> credentials) {
    var verifier = new SignatureVerifier(SigningRules.of(name, region), clock);
    var limits = new SignedBodyLimits(DocumentService.BODY_LIMIT, Map.of());
    return new DocumentService(name, namespace, new SignatureCheck(verifier, credentials, limits));
  }

  @Bean
  FilterRegistrationBean<DocumentApi> documentApi(
      List<DocumentService> services,
      Stores stores,
      AccountSettings account,
      AccessRules rules,
      AuditLog audit,
      InstantSource clock) {
    var documents = new KeptDocuments(stores.reader(), stores.writer(), clock);
    Map<String, DocumentApi.Action> sts =
        Map.of("GetCallerIdentity", call -> identity(call, account));
    var roles = new Roles(documents, account);
    Map<String, DocumentApi.Action> iam = new HashMap<>(roles.actions());
    iam.putAll(new InstanceProfiles(documents, roles).actions());
    var actions = Map.of("iam", iam, "sts", sts);
    var logs = new LogGroups(documents, account).operations();
    var registration =
        new FilterRegistrationBean<>(new DocumentApi(services, actions, logs, rules, audit));
    registration.setName("documents");
    registration.addUrlPatterns("/");
    registration.setOrder(ORDER);
    return registration;
  }

  private static QueryXml.Content identity(QueryCall call, AccountSettings account) {
    Caller caller = call.caller();
    String named = caller == null ? "" : caller.arn();
    String arn = named.startsWith("arn:") ? named : "arn:aws:iam::" + account.accountId() + ":root";
    return xml ->
        xml.text("Arn", arn)
            .text("UserId", arn.substring(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1))
            .text("Account", account.accountId());
  }
}
