package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.tag.TaggedResources;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Tags of event source mappings.
public record MappingTags(TriggerService triggers, List<SourceMapping> kinds)
    implements TaggedResources {
  private static final String KIND = ":event-source-mapping:";

  @Override
  public boolean has(String arn) {
    return arn.contains(KIND);
  }

  @Override
  public Map<String, String> tags(String arn) {
    return triggers.tags(id(arn));
  }

  @Override
  public void change(String arn, UnaryOperator<Map<String, String>> change) {
    triggers.retag(id(arn), change);
  }

  private String id(String arn) {
    String id = arn.substring(arn.indexOf(KIND) + KIND.length());
    return triggers
        .find(id)
        .map(live -> live.trigger())
        .filter(trigger -> trigger.id().equals(id))
        .filter(trigger -> new MappingKinds(kinds).has(trigger))
        .orElseThrow(() -> ApiException.notFound("Event source mapping not found: " + arn))
        .id();
  }
}
