package dev.tripline.delivery.bus;

import dev.tripline.delivery.filter.AlternativeCount;
import java.io.IOException;
import java.util.Map;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.MachineComplexityEvaluator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The pattern of a rule: EventBridge's language with all its operators, matched by event-ruler, which AWS
/// publishes.
///
/// A pattern is counted before anything is compiled of it, so that none of its forms (combinations of
/// `$or`, ranges woven into one another, stars of `wildcard`) takes long or much memory; compiled alone, an
/// event must reach few states of it.
///
/// @param text as it was given
/// @param stars the stars in its wildcards, which cost time for each event
public record BusPattern(String text, int stars) {
  private static final int MAX_CHARACTERS = 4_096;

  /// As EventBridge has it.
  private static final int MAX_ALTERNATIVES = 1_000;

  private static final int MAX_RANGES = 1_000;
  private static final int MAX_LEAVES = 20_000;
  private static final int MAX_STARS = 20;
  private static final int MAX_COMPLEXITY = 100;
  private static final String WILDCARD = "wildcard";

  /// @throws InvalidRuleException if it is none, or it is too complex
  public static BusPattern parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new InvalidRuleException(
          "it has " + text.length() + " characters, at most " + MAX_CHARACTERS + " are possible");
    }
    ObjectNode pattern = read(text);
    BusPattern counted = new BusPattern(text, count(pattern));
    String objection = JsonRuleCompiler.check(text);
    if (objection != null) {
      throw new InvalidRuleException(firstLine(objection));
    }
    GenericMachine<String> alone = GenericMachine.<String>builder().build();
    counted.addTo(alone, "");
    int complexity = alone.evaluateComplexity(new MachineComplexityEvaluator(MAX_COMPLEXITY + 1));
    if (complexity > MAX_COMPLEXITY) {
      throw new InvalidRuleException("it is too complex to be matched quickly");
    }
    return counted;
  }

  /// A pattern that was accepted before.
  public static BusPattern accepted(String text) {
    return new BusPattern(text, stars(read(text)));
  }

  /// @throws InvalidRuleException if the matcher does not take it
  <K> void addTo(GenericMachine<K> machine, K key) {
    try {
      machine.addRule(key, text);
    } catch (IOException | RuntimeException e) {
      throw new InvalidRuleException(firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static ObjectNode read(String text) {
    JsonNode root;
    try {
      root = BusEvent.JSON.readTree(text);
    } catch (JacksonException e) {
      throw new InvalidRuleException("it is not JSON: " + firstLine(e.getOriginalMessage()));
    }
    if (!(root instanceof ObjectNode object)) {
      throw new InvalidRuleException("it is not an object");
    }
    if (object.isEmpty()) {
      throw new InvalidRuleException("it has no fields");
    }
    return object;
  }

  /// @return the number of stars
  private static int count(ObjectNode pattern) {
    int alternatives = AlternativeCount.of(pattern, MAX_ALTERNATIVES);
    if (alternatives > MAX_ALTERNATIVES) {
      throw new InvalidRuleException(
          "the branches of $or make more than " + MAX_ALTERNATIVES + " combinations");
    }
    if ((long) alternatives * AlternativeCount.ranges(pattern) > MAX_RANGES) {
      throw new InvalidRuleException(
          "the numeric ranges and the combinations in which they stand are more than "
              + MAX_RANGES);
    }
    if ((long) alternatives * leaves(pattern) > MAX_LEAVES) {
      throw new InvalidRuleException(
          "the values and the combinations in which they stand are more than " + MAX_LEAVES);
    }
    int stars = stars(pattern);
    if (stars > MAX_STARS) {
      throw new InvalidRuleException(
          "wildcards have " + stars + " stars, at most " + MAX_STARS + " are possible");
    }
    return stars;
  }

  private static int leaves(JsonNode node) {
    int leaves = node.isContainer() ? 0 : 1;
    for (JsonNode child : node) {
      leaves += leaves(child);
    }
    return leaves;
  }

  private static int stars(JsonNode node) {
    int stars = 0;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      stars +=
          field.getKey().equals(WILDCARD) ? starsWithin(field.getValue()) : stars(field.getValue());
    }
    if (node.isArray()) {
      for (JsonNode child : node) {
        stars += stars(child);
      }
    }
    return stars;
  }

  private static int starsWithin(JsonNode node) {
    if (node.isString()) {
      return Math.toIntExact(node.stringValue().chars().filter(c -> c == '*').count());
    }
    int stars = 0;
    for (JsonNode child : node) {
      stars += starsWithin(child);
    }
    return stars;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
