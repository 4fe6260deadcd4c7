package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.MappingSettings;
import dev.tripline.dispatcher.trigger.mapping.MappingTraits;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mappings of topics of Kafka: on a cluster of MSK that an ARN names, or on one that manages itself.
///
/// @param managed whether an ARN names the cluster
record KafkaMapping(boolean managed, AccountSettings account) implements SourceMapping {
  private static final String MANAGED = "AmazonManagedKafkaEventSourceConfig";
  private static final String SELF_MANAGED = "SelfManagedKafkaEventSourceConfig";
  private static final MappingTraits OF_MSK =
      new MappingTraits(
          "kafka",
          MappingSettings.with(
              MappingSettings.OF_STREAMS, "Topics", "SourceAccessConfigurations", MANAGED),
          KafkaSource.FILTERED,
          "USER_INITIATED",
          true);
  private static final MappingTraits OF_OTHERS =
      new MappingTraits(
          MappingRequest.SELF_MANAGED,
          MappingSettings.with(
              MappingSettings.OF_STREAMS,
              "Topics",
              "SourceAccessConfigurations",
              SELF_MANAGED,
              MappingRequest.SELF_MANAGED),
          KafkaSource.FILTERED,
          "USER_INITIATED",
          true);

  @Override
  public MappingTraits traits() {
    return managed ? OF_MSK : OF_OTHERS;
  }

  @Override
  public boolean reads(Trigger trigger) {
    return trigger.source() instanceof KafkaSource topic
        && (topic.cluster().arn() != null) == managed;
  }

  @Override
  public ObjectNode source(MappingRequest request) {
    request.require("Topics");
    ObjectNode form = settings(request);
    MappingSettings.start(request, form);
    form.put("kind", KafkaSource.TRAITS.kind()).put("topic", topic(request));
    String group = group(request);
    if (!group.isEmpty()) {
      form.put("consumerGroup", group);
    }
    if (managed) {
      String arn = request.arn();
      form.put("connection", MappingSettings.nameIn(arn, "cluster", "/")).put("clusterArn", arn);
    } else {
      ArrayNode servers = form.putArray("bootstrapServers");
      servers(request).forEach(servers::add);
    }
    return MappingSettings.withoutNulls(form);
  }

  @Override
  public ObjectNode changes(MappingRequest request, ObjectNode old) {
    String group = group(request);
    if (!group.isEmpty() && !group.equals(old.path("consumerGroup").asString())) {
      throw new InvalidMappingException("ConsumerGroupId cannot be changed.");
    }
    return settings(request);
  }

  private static String topic(MappingRequest request) {
    return request.texts("Topics").getFirst();
  }

  private static String group(MappingRequest request) {
    String group = request.object(MANAGED).text("ConsumerGroupId");
    return group.isEmpty() ? request.object(SELF_MANAGED).text("ConsumerGroupId") : group;
  }

  private static List<String> servers(MappingRequest request) {
    return request
        .object(MappingRequest.SELF_MANAGED)
        .object("Endpoints")
        .texts("KAFKA_BOOTSTRAP_SERVERS");
  }

  private ObjectNode settings(MappingRequest request) {
    ObjectNode form = MappingSettings.of(request);
    if (request.has("SourceAccessConfigurations")) {
      KafkaMappingAccess.read(request.values().path("SourceAccessConfigurations"), form, !managed);
    }
    return form;
  }

  @Override
  public void show(Trigger trigger, ObjectNode view) {
    KafkaSource topic = trigger.source(KafkaSource.class);
    ObjectNode form = trigger.form();
    if (managed) {
      view.put("EventSourceArn", topic.cluster().arn());
    } else {
      ObjectNode endpoints = view.putObject(MappingRequest.SELF_MANAGED).putObject("Endpoints");
      // Whoever names a connection of the settings does not see its addresses.
      if (form.has("bootstrapServers")) {
        ArrayNode servers = endpoints.putArray("KAFKA_BOOTSTRAP_SERVERS");
        topic.cluster().bootstrapServers().forEach(servers::add);
      }
    }
    view.putArray("Topics").add(topic.topic());
    view.putObject(managed ? MANAGED : SELF_MANAGED).put("ConsumerGroupId", topic.consumerGroup());
    KafkaMappingAccess.show(form, view.putArray("SourceAccessConfigurations"), account);
    StreamSettings reading = topic.reading();
    MappingJson.windowUnlessUnsaid(view, reading.window());
    if (reading.rules().maxAge() != null
        || reading.rules().maxRetries() >= 0
        || reading.rules().bisect()) {
      MappingJson.giveUp(view, reading);
    }
    if (reading.rules().reportItemFailures()) {
      MappingJson.responseTypes(view, true);
    }
    MappingJson.reading(view, reading);
  }

  @Override
  public List<String> sources(Trigger trigger) {
    KafkaSource.Cluster cluster = trigger.source(KafkaSource.class).cluster();
    return cluster.arn() == null ? cluster.bootstrapServers() : List.of(cluster.arn());
  }

  @Override
  public Optional<String> duplicate(MappingRequest request, Trigger other, String functionArn) {
    List<String> asked = managed ? List.of(request.arn()) : servers(request);
    String topic = topic(request);
    return sources(other).stream().anyMatch(asked::contains)
            && topic.equals(other.source(KafkaSource.class).topic())
        ? Optional.of(
            "An event source mapping with event source (\"%s\"), function (\"%s\"), topics (\"%s\")"
                .formatted(String.join(",", asked), functionArn, topic))
        : Optional.empty();
  }
}
