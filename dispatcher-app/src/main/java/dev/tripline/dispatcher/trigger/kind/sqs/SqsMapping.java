package dev.tripline.dispatcher.trigger.kind.sqs;

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
import tools.jackson.databind.node.ObjectNode;

/// Mappings of queues of SQS.
record SqsMapping() implements SourceMapping {
  private static final MappingTraits TRAITS =
      new MappingTraits(
          "sqs",
          Set.of("ScalingConfig", "FunctionResponseTypes"),
          SqsSource.FILTERED,
          "USER_INITIATED",
          false);

  @Override
  public MappingTraits traits() {
    return TRAITS;
  }

  @Override
  public boolean reads(Trigger trigger) {
    return trigger.source() instanceof SqsSource;
  }

  @Override
  public ObjectNode source(MappingRequest request) {
    ObjectNode form = settings(request);
    requireWindow(form, request.arn());
    return MappingSettings.withoutNulls(
        form.put("kind", SqsSource.TRAITS.kind()).put("queueArn", request.arn()));
  }

  @Override
  public ObjectNode changes(MappingRequest request, ObjectNode old) {
    ObjectNode form = settings(request);
    ObjectNode both = old.deepCopy();
    both.setAll(form);
    requireWindow(both, old.path("queueArn").asString(""));
    return form;
  }

  private static ObjectNode settings(MappingRequest request) {
    ObjectNode form = MappingSettings.of(request);
    if (request.has("ScalingConfig")) {
      form.set("maxConcurrency", request.values().path("ScalingConfig").get("MaximumConcurrency"));
    }
    return form;
  }

  /// A batch of more than one receive cannot be filled without a window, which FIFO queues cannot have.
  private static void requireWindow(ObjectNode form, String arn) {
    boolean window = form.path("batchWindowSeconds").asDouble(0) != 0;
    if (arn.endsWith(".fifo")) {
      if (window) {
        throw new InvalidMappingException("Batching window is not supported for FIFO queues");
      }
      return;
    }
    if (!window && form.path("batchSize").asInt(0) > 10) {
      throw new InvalidMappingException(
          "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater"
              + " than 10");
    }
  }

  @Override
  public void show(Trigger trigger, ObjectNode view) {
    SqsSource queue = trigger.source(SqsSource.class);
    view.put("EventSourceArn", queue.queue().arn());
    view.put("BatchSize", queue.batching().batchSize());
    MappingJson.window(view, queue.batching().window().length());
    MappingJson.responseTypes(view, queue.batching().reportItemFailures());
    MappingJson.filters(view, queue.batching().filters());
    if (queue.maxConcurrency() != null) {
      view.putObject("ScalingConfig").put("MaximumConcurrency", queue.maxConcurrency());
    }
  }

  @Override
  public List<String> sources(Trigger trigger) {
    return List.of(trigger.source(SqsSource.class).queue().arn());
  }

  @Override
  public Optional<String> duplicate(MappingRequest request, Trigger other, String functionArn) {
    return sources(other).contains(request.arn())
        ? Optional.of(
            "An event source mapping with SQS arn (\" %s \") and function (\" %s \")"
                .formatted(request.arn(), other.function().name()))
        : Optional.empty();
  }
}
