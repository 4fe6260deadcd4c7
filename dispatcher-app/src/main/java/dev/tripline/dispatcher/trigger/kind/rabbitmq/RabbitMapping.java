package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.MappingSettings;
import dev.tripline.dispatcher.trigger.mapping.MappingTraits;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mappings of queues of RabbitMQ, as of brokers of Amazon MQ.
record RabbitMapping(Brokers brokers) implements SourceMapping {
  private static final MappingTraits TRAITS =
      new MappingTraits(
          "mq",
          Set.of("Queues", "SourceAccessConfigurations"),
          RabbitSource.FILTERED,
          "USER_INITIATED",
          true);

  @Override
  public MappingTraits traits() {
    return TRAITS;
  }

  @Override
  public boolean reads(Trigger trigger) {
    return trigger.source() instanceof RabbitSource;
  }

  @Override
  public ObjectNode source(MappingRequest request) {
    request.require("Queues");
    ObjectNode form = settings(request);
    form.put("kind", RabbitSource.TRAITS.kind())
        .put("connection", MappingSettings.nameIn(request.arn(), "broker", ":"))
        .put("brokerArn", request.arn())
        .put("queue", queue(request));
    return MappingSettings.withoutNulls(form);
  }

  @Override
  public ObjectNode changes(MappingRequest request, ObjectNode old) {
    return settings(request);
  }

  private static String queue(MappingRequest request) {
    return request.texts("Queues").getFirst();
  }

  private static ObjectNode settings(MappingRequest request) {
    ObjectNode form = MappingSettings.of(request);
    if (request.has("SourceAccessConfigurations")) {
      form.putNull("username").putNull("password").putNull("virtualHost");
      for (JsonNode configuration : request.values().path("SourceAccessConfigurations")) {
        String type = configuration.path("Type").asString();
        String uri = configuration.path("URI").asString();
        switch (type) {
          case "BASIC_AUTH" -> form.put("password", uri);
          case "VIRTUAL_HOST" -> form.put("virtualHost", uri);
          default ->
              throw new InvalidMappingException(
                  "SourceAccessConfigurations: " + type + " is unknown.");
        }
      }
    }
    return form;
  }

  @Override
  public void show(Trigger trigger, ObjectNode view) {
    RabbitSource queue = trigger.source(RabbitSource.class);
    view.put("EventSourceArn", brokers.arn(trigger));
    view.put("BatchSize", queue.batching().batchSize());
    MappingJson.windowUnlessUnsaid(view, queue.batching().window().length());
    view.putArray("Queues").add(queue.queue());
    ArrayNode access = view.putArray("SourceAccessConfigurations");
    if (queue.broker().password() != null) {
      MappingJson.access(access, "BASIC_AUTH", queue.broker().password().text(), brokers.account());
    }
    if (!queue.broker().virtualHost().equals("/")) {
      access.addObject().put("Type", "VIRTUAL_HOST").put("URI", queue.broker().virtualHost());
    }
    MappingJson.filters(view, queue.batching().filters());
  }

  @Override
  public List<String> sources(Trigger trigger) {
    return List.of(brokers.arn(trigger));
  }

  @Override
  public Optional<String> duplicate(MappingRequest request, Trigger other, String functionArn) {
    return sources(other).contains(request.arn())
            && queue(request).equals(other.source(RabbitSource.class).queue())
        ? Optional.of(MappingSettings.sameArn(request, other))
        : Optional.empty();
  }
}
