package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.object.StreamIntakes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Topics of Kafka.
record KafkaSourceType(KafkaForm form, KafkaTopics topics, StreamIntakes runs)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return KafkaSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, id, fresh);
  }

  /// Two triggers in one consumer group would each get a part of the records only. The cluster is not
  /// asked.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    KafkaSource topic = source(trigger);
    for (Trigger other : others) {
      if (other.source() instanceof KafkaSource theirs
          && theirs.consumerGroup().equals(topic.consumerGroup())
          && !Collections.disjoint(
              theirs.cluster().bootstrapServers(), topic.cluster().bootstrapServers())) {
        return Optional.of(
            new FieldError(
                "source.consumerGroup", "is the group of trigger " + other.name() + " already"));
      }
    }
    return Optional.empty();
  }

  /// Nothing: the group notes where it begins when it is first joined.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    KafkaSource topic = source(trigger);
    return new OpenedSource.Reading(
        1, () -> runs.open(trigger, topic.reading(), topics.open(topic), status, topic.objects()));
  }

  private static KafkaSource source(Trigger trigger) {
    return trigger.source(KafkaSource.class);
  }
}
