package dev.tripline.dispatcher.topic.publish;

import dev.tripline.dispatcher.topic.TopicSubscription;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.util.List;
import java.util.Optional;

/// The subscriptions to topics: the triggers of that kind, as this node knows them. Does not block; safe
/// for many threads.
public record Subscriptions(TriggerService triggers) {

  /// One of them.
  public record Subscription(Trigger trigger, TopicSubscription source, TriggerStatus status) {}

  /// All, by the id of their triggers.
  public List<Subscription> all() {
    return triggers.all().stream()
        .filter(local -> local.trigger().source() instanceof TopicSubscription)
        .map(local ->
            new Subscription(
                local.trigger(), (TopicSubscription) local.trigger().source(), local.status()))
        .sorted((one, other) -> one.trigger().id().compareTo(other.trigger().id()))
        .toList();
  }

  public List<Subscription> of(String topic) {
    return all().stream().filter(one -> one.source().topic().equals(topic)).toList();
  }

  /// @param trigger the id of its trigger
  public Optional<Subscription> find(String topic, String trigger) {
    return of(topic).stream().filter(one -> one.trigger().id().equals(trigger)).findFirst();
  }
}
