package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.alert.AlertStore.Kept;
import dev.tripline.dispatcher.alert.notice.Notice;
import dev.tripline.dispatcher.alert.notice.NoticeChannel;
import dev.tripline.dispatcher.alert.notice.NoticeResult;
import dev.tripline.dispatcher.alert.notice.NoticeSender;
import dev.tripline.dispatcher.alert.notice.NoticeStore;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.MergePatch;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// All that an operator does with alerts. An unknown one is an [ApiProblem] 404. Blocking; safe for many
/// threads.
public final class Alerts {
  private static final int SHOWN_NOTICES = 20;

  private final AlertStore store;
  private final NoticeStore notices;
  private final NoticeSender sender;
  private final Rules rules;
  private final Audit audit;

  Alerts(AlertStore store, NoticeStore notices, NoticeSender sender, Rules rules, Audit audit) {
    this.store = store;
    this.notices = notices;
    this.sender = sender;
    this.rules = rules;
    this.audit = audit;
  }

  /// What alerts are held to.
  record Rules(AlertForm form, int most, InstantSource clock) {}

  public record AlertList(List<AlertView> alerts) implements Confidential {
    @Override
    public AlertList withoutContent() {
      return new AlertList(alerts.stream().map(AlertView::withoutContent).toList());
    }
  }

  /// The answers of all receivers to a test.
  public record Test(List<TestResult> results) {}

  /// @param answer the receiver's words, or why it was not reached
  public record TestResult(String channel, String target, boolean delivered, String answer) {}

  /// All alerts, by name, each with its last notice.
  public AlertList list() {
    Map<String, NoticeStore.Kept> last = notices.last();
    return new AlertList(
        store.list().stream()
            .map(kept -> {
              NoticeStore.Kept notice = last.get(kept.alert().name());
              return AlertView.of(kept, notice == null ? List.of() : List.of(notice));
            })
            .toList());
  }

  /// With its last notices.
  public AlertView find(String name) {
    return AlertView.of(kept(name), notices.last(name, SHOWN_NOTICES));
  }

  /// @throws ApiProblem 400 if the form describes no alert, 409 if the name is taken or there are too many
  AlertView create(ObjectNode form, Actor actor) {
    Alert alert = rules.form().read(form);
    switch (store.insert(alert, rules.most())) {
      case MADE -> record(actor, "CreateAlert", alert);
      case NAME_TAKEN ->
          throw ApiProblem.conflict("there is an alert " + alert.name() + " already");
      case TOO_MANY ->
          throw ApiProblem.conflict(
              "there are %d alerts already (tripline.alerts.most)".formatted(rules.most()));
    }
    return find(alert.name());
  }

  /// The alert begins anew: what it is about is told again if it is still so.
  ///
  /// @param patch as RFC 7396 says
  AlertView change(String name, ObjectNode patch, Actor actor) {
    Kept old = kept(name);
    ObjectNode form = StrictJson.toTree(old.alert());
    MergePatch.apply(form, patch);
    Alert alert = rules.form().read(form);
    if (!alert.name().equals(name)) {
      throw ApiProblem.invalid("name", "the name of an alert cannot be changed");
    }
    if (!store.update(alert, old.revision())) {
      throw ApiProblem.conflict("the alert was changed by somebody else meanwhile; look again");
    }
    record(actor, "UpdateAlert", alert);
    return find(name);
  }

  void delete(String name, Actor actor) {
    Kept old = kept(name);
    if (!store.delete(name)) {
      throw unknown(name);
    }
    record(actor, "DeleteAlert", old.alert());
  }

  /// Sends a notice that says it is a test to each receiver, once, and waits for the answers.
  public Test test(String name, Actor actor) {
    Alert alert = kept(name).alert();
    if (alert.channels().isEmpty()) {
      throw ApiProblem.conflict("the alert " + name + " has no channels to be tested");
    }
    record(actor, "TestAlert", alert);
    Instant now = rules.clock().instant();
    Notice notice =
        new Notice(
            TimeOrderedId.at(now),
            now,
            Notice.Event.TEST,
            name,
            alert.kind().word(),
            0,
            "this is a test, asked for by " + actor.name(),
            alert.function(),
            alert.trigger());
    return new Test(alert.channels().stream().map(channel -> result(notice, channel)).toList());
  }

  private TestResult result(Notice notice, NoticeChannel channel) {
    NoticeResult result = sender.send(notice, channel);
    return new TestResult(
        AlertView.word(channel),
        channel.target(),
        result instanceof NoticeResult.Delivered,
        result.answer());
  }

  private void record(Actor actor, String action, Alert alert) {
    audit.record(actor, action, Audit.ALERT, alert.name(), Map.of("kind", alert.kind().word()));
  }

  private Kept kept(String name) {
    return store.find(name).orElseThrow(() -> unknown(name));
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no alert " + name);
  }
}
