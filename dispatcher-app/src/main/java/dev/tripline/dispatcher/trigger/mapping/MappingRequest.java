package dev.tripline.dispatcher.trigger.mapping;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The members of a request about a mapping, or of an object in one, after their shape was checked.
public record MappingRequest(ObjectNode values) {
  /// The service of clusters of Kafka that have no ARN.
  public static final String SELF_MANAGED = "SelfManagedEventSource";

  /// The service that is read: as in the source's ARN, or [#SELF_MANAGED]; empty if neither is given.
  public String service() {
    if (has(SELF_MANAGED)) {
      return SELF_MANAGED;
    }
    String[] arn = arn().split(":", 6);
    return arn.length < 6 ? "" : arn[2];
  }

  /// `EventSourceArn`; empty if it was not given.
  public String arn() {
    return text("EventSourceArn");
  }

  /// `true` if the member was given; `null` counts as not given.
  public boolean has(String name) {
    return values.hasNonNull(name);
  }

  /// Empty if it was not given.
  public String text(String name) {
    return values.path(name).asString("");
  }

  public int integer(String name, int absent) {
    return has(name) ? values.path(name).asInt() : absent;
  }

  /// The elements of a list; empty if it was not given.
  public List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    values.path(name).forEach(value -> all.add(value.asString()));
    return List.copyOf(all);
  }

  /// A nested object; without members if it was not given.
  public MappingRequest object(String name) {
    return new MappingRequest(
        values.get(name) instanceof ObjectNode object ? object : values.objectNode());
  }

  /// @throws InvalidMappingException if the member was not given
  public void require(String name) {
    if (!has(name)) {
      String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
      throw new InvalidMappingException("Required '" + member + "' parameter is missing.");
    }
  }
}
