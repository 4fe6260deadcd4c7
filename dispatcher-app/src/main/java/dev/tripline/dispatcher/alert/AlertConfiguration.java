package dev.tripline.dispatcher.alert;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.alert.deadline.Deadlines;
import dev.tripline.dispatcher.alert.notice.MailNotices;
import dev.tripline.dispatcher.alert.notice.MailSettings;
import dev.tripline.dispatcher.alert.notice.NoticeDelivery;
import dev.tripline.dispatcher.alert.notice.NoticeSender;
import dev.tripline.dispatcher.alert.notice.NoticeStore;
import dev.tripline.dispatcher.alert.notice.WebhookNotices;
import dev.tripline.dispatcher.alert.signal.ConsecutiveFailures;
import dev.tripline.dispatcher.alert.signal.TriggerSignals;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.store.Stores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AlertSettings.class, MailSettings.class})
class AlertConfiguration {
  private static final Duration LEASE = Duration.ofSeconds(30);

  /// Queues say nothing of the age of what they keep, and others have nothing that is unread.
  private static Optional<String> unreadRefusal(LocalTrigger live) {
    SourceTraits traits = live.trigger().source().traits();
    return traits.shape() == SourceTraits.Shape.STREAM
        ? Optional.empty()
        : Optional.of(
            "sources of the kind %s do not tell the age of what is not read; streams do"
                .formatted(traits.kind()));
  }

  @Bean
  NoticeStore noticeStore(Stores stores) {
    return new NoticeStore(stores.reader(), stores.writer(), stores.clock());
  }

  @Bean
  NoticeSender noticeSender(
      GuardedHttp http,
      StoredSecrets secrets,
      AlertSettings settings,
      MailSettings mail,
      InstantSource clock) {
    return new NoticeSender(
        new WebhookNotices(http, secrets, settings.timeout(), clock),
        new MailNotices(mail, secrets, settings.timeout()));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  NoticeDelivery noticeDelivery(
      NoticeStore store, NoticeSender sender, TriggerLeases leases, Stores stores) {
    return new NoticeDelivery(store, sender, leases.of("alert-notices", LEASE), stores.clock());
  }

  @Bean
  AlertStore alertStore(Stores stores, NoticeStore notices) {
    return new AlertStore(stores.reader(), stores.writer(), stores.clock(), notices);
  }

  @Bean
  AlertForm alertForm(
      TriggerService triggers,
      Functions functions,
      NoticeSender sender,
      SecretForm secrets,
      Deadlines deadlines) {
    return new AlertForm(
        text -> triggers.find(text).map(live -> live.trigger().id()),
        (kind, id) ->
            switch (kind) {
              case RETENTION_HORIZON -> deadlines.refusal(id);
              case UNREAD_AGE -> triggers.find(id).flatMap(AlertConfiguration::unreadRefusal);
              default -> Optional.empty();
            },
        name ->
            functions
                .parse(name)
                .filter(target -> target.toString().equals(name) && target.qualifier() == null)
                .filter(functions::existsAnywhere)
                .isPresent(),
        sender,
        secrets);
  }

  @Bean
  AlertReach alertReach(TriggerService triggers) {
    return new AlertReach(triggers);
  }

  @Bean
  Alerts alerts(
      AlertStore store, NoticeStore notices, NoticeSender sender, Alerts.Rules rules, Audit audit) {
    return new Alerts(store, notices, sender, rules, audit);
  }

  @Bean
  Alerts.Rules alertRules(AlertForm form, AlertSettings settings, InstantSource clock) {
    return new Alerts.Rules(form, settings.most(), clock);
  }

  @Bean
  SecretUses alertsWithSecrets(AlertStore store) {
    return store::using;
  }

  @Bean
  ConsecutiveFailures consecutiveFailures() {
    return new ConsecutiveFailures();
  }

  @Bean
  TriggerSignals triggerSignals(
      TriggerService triggers, ConsecutiveFailures failures, Ledger ledger, Stores stores) {
    return new TriggerSignals(
        triggers,
        failures,
        ledger,
        new TriggerSignals.Rows(stores.reader(), stores.writer(), stores.clock()));
  }

  @Bean
  AlertMeasures alertMeasures(
      Stores stores, TriggerOperations operations, TriggerService triggers, Deadlines deadlines) {
    return new AlertMeasures(stores, operations, triggers, deadlines);
  }

  @Bean(destroyMethod = "close")
  AlertWatch alertWatch(
      AlertStore store,
      AlertMeasures measures,
      TriggerSignals signals,
      TriggerOperations triggers,
      TriggerLeases leases,
      AlertSettings settings) {
    AlertWatch watch =
        new AlertWatch(store, measures, signals, triggers, leases.of("alerts", LEASE));
    watch.start(settings.interval());
    return watch;
  }
}
