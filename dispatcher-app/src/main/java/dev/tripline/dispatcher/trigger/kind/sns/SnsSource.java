package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.filter.FilterPolicy;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Messages of topics of SNS that are posted to `/v1/events/{trigger}`.
///
/// @param topics their ARNs
/// @param confirms whether subscriptions are confirmed
/// @param objects the notifications of buckets that messages are; null if they are anything
/// @param raw the login of raw messages; null if none are taken
record SnsSource(
    List<String> topics,
    boolean confirms,
    FilterPolicy filter,
    @Nullable ObjectTraffic objects,
    @Nullable RawLogin raw)
    implements TriggerSource, ObjectSource {
  static final SourceTraits TRAITS =
      new SourceTraits("sns", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  SnsSource {
    topics = List.copyOf(topics);
  }

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }

  /// User and password in the address of a subscription.
  record RawLogin(String user, SecretReference password) {}
}
