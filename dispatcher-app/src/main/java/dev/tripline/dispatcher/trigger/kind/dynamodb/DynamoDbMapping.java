package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingJson;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.MappingSettings;
import dev.tripline.dispatcher.trigger.mapping.MappingTraits;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Mappings of streams of DynamoDB tables.
record DynamoDbMapping() implements SourceMapping {
  private static final MappingTraits TRAITS =
      new MappingTraits(
          "dynamodb", MappingSettings.OF_SHARDS, DynamoDbSource.FILTERED, "User action", true);

  @Override
  public MappingTraits traits() {
    return TRAITS;
  }

  @Override
  public boolean reads(Trigger trigger) {
    return trigger.source() instanceof DynamoDbSource;
  }

  @Override
  public ObjectNode source(MappingRequest request) {
    if (request.text("StartingPosition").equals("AT_TIMESTAMP")) {
      throw new InvalidMappingException(
          "Unsupported starting position for arn type: " + request.arn());
    }
    return MappingSettings.ofStream(request, DynamoDbSource.TRAITS.kind());
  }

  @Override
  public ObjectNode changes(MappingRequest request, ObjectNode old) {
    return MappingSettings.of(request);
  }

  @Override
  public void show(Trigger trigger, ObjectNode view) {
    DynamoDbSource source = trigger.source(DynamoDbSource.class);
    MappingJson.stream(view, source.stream().arn(), source.reading());
  }

  @Override
  public List<String> sources(Trigger trigger) {
    return List.of(trigger.source(DynamoDbSource.class).stream().arn());
  }

  @Override
  public Optional<String> duplicate(MappingRequest request, Trigger other, String functionArn) {
    return sources(other).contains(request.arn())
        ? Optional.of(MappingSettings.sameArn(request, other))
        : Optional.empty();
  }
}
