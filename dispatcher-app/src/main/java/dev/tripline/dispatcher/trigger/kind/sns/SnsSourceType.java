package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.SnsEndpointSettings;
import dev.tripline.adapter.sns.SnsEventSource;
import dev.tripline.adapter.sns.SnsVerifier;
import dev.tripline.adapter.sns.WebRead;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Messages that SNS posts. Their signature is the proof of their sender.
record SnsSourceType(
    SnsForm form, Proof proof, SnsObjects objects, StoredSecrets secrets, InstantSource clock)
    implements SourceType {

  /// @param web by which subscriptions are confirmed
  record Proof(SnsVerifier verifier, WebRead web) {}

  @Override
  public SourceTraits traits() {
    return SnsSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Never: SNS is not asked.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return Optional.empty();
  }

  /// Nothing: messages begin when SNS is told of the endpoint.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    SnsSource source = trigger.source(SnsSource.class);
    var settings =
        new SnsEndpointSettings(
            Set.copyOf(source.topics()),
            source.confirms(),
            source.filter(),
            objects.of(trigger, source.objects()),
            login(source.raw()));
    return new OpenedSource.Receiving(
        new SnsEventSource(settings, proof.verifier(), proof.web(), clock), true);
  }

  private SnsEndpointSettings.@Nullable Login login(SnsSource.@Nullable RawLogin raw) {
    return raw == null ? null : login(raw.user(), raw.password());
  }

  private SnsEndpointSettings.Login login(String user, SecretReference password) {
    return new SnsEndpointSettings.Login(user, () -> password.resolve(secrets));
  }
}
