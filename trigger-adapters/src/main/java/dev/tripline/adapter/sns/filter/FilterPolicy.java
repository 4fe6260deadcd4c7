package dev.tripline.adapter.sns.filter;

import dev.tripline.adapter.sns.MessageAttribute;
import dev.tripline.adapter.sns.TopicMessage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Says which messages of a topic a subscriber wants, by their attributes or by their bodies. Each
/// question takes time that grows with the size of the message and of the policy only. Pure; safe for
/// many threads.
///
/// * Operators: exact values, `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but` with
///   values or one of these, `numeric`, `cidr`, `exists`, `$or`.
/// * At most 5 keys at the top, and 150 combinations of their values; the values of a key below others
///   count as often as it is deep.
/// * A body that is no JSON object is wanted by nobody who filters by body.
///
/// @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Subscription filter policies</a>
public final class FilterPolicy {
  /// Wants everything.
  public static final FilterPolicy ALL =
      new FilterPolicy(Scope.ATTRIBUTES, new Requirement.All(java.util.List.of()));

  private static final int MOST_BYTES = 256 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxNumberLength(200)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Scope scope;
  private final Requirement requirement;

  private FilterPolicy(Scope scope, Requirement requirement) {
    this.scope = scope;
    this.requirement = requirement;
  }

  /// The part of a message that a policy looks at.
  public enum Scope {
    ATTRIBUTES("MessageAttributes"),
    BODY("MessageBody");

    private final String word;

    Scope(String word) {
      this.word = word;
    }

    /// As SNS has it.
    public String word() {
      return word;
    }
  }

  /// @param text JSON; an empty object wants everything
  /// @throws InvalidPolicyException if it is no policy, or too complex
  public static FilterPolicy compile(String text, Scope scope) throws InvalidPolicyException {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new InvalidPolicyException("Filter policy is longer than 256 KB");
    }
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new InvalidPolicyException("failed to parse JSON: " + e.getOriginalMessage());
    }
    if (!(json instanceof ObjectNode policy)) {
      throw new InvalidPolicyException("Filter is not an object");
    }
    return new FilterPolicy(scope, new PolicyReader(scope == Scope.BODY).read(policy));
  }

  public boolean matches(TopicMessage message) {
    if (this == ALL) {
      return true;
    }
    return switch (scope) {
      case ATTRIBUTES -> requirement.isMetBy(attributes(message.attributes()));
      case BODY -> {
        try {
          yield JSON.readTree(message.text()) instanceof ObjectNode body
              && requirement.isMetBy(body);
        } catch (JacksonException _) {
          yield false;
        }
      }
    };
  }

  private static ObjectNode attributes(Map<String, MessageAttribute> attributes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    attributes.forEach((name, attribute) -> json.set(name, value(attribute)));
    return json;
  }

  /// Custom types such as `Number.int` count as what they begin with.
  private static JsonNode value(MessageAttribute attribute) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    String type = attribute.type();
    if (type.equals("Number") || type.startsWith("Number.")) {
      try {
        return nodes.numberNode(new BigDecimal(attribute.value()));
      } catch (NumberFormatException _) {
        return nodes.stringNode(attribute.value());
      }
    }
    if (type.equals("String.Array")) {
      try {
        JsonNode list = JSON.readTree(attribute.value());
        return list.isArray() ? list : nodes.missingNode();
      } catch (JacksonException _) {
        return nodes.missingNode();
      }
    }
    // Binary attributes cannot be filtered by.
    return type.equals("Binary") || type.startsWith("Binary.")
        ? nodes.missingNode()
        : nodes.stringNode(attribute.value());
  }
}
