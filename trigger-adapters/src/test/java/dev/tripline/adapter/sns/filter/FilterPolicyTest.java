package dev.tripline.adapter.sns.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.sns.MessageAttribute;
import dev.tripline.adapter.sns.TopicMessage;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of operators, of both scopes.
class FilterPolicyTest {
  private static final Map<String, MessageAttribute> ATTRIBUTES =
      Map.of(
          "kind", new MessageAttribute("String", "book"),
          "price", new MessageAttribute("Number", "100.50"),
          "tags", new MessageAttribute("String.Array", "[\"new\",\"sale\",7,true,null]"),
          "from", new MessageAttribute("String", "10.1.2.3"),
          "picture", new MessageAttribute("Binary", "AAAA"));

  private static TopicMessage message(String body) {
    return new TopicMessage("1", "arn", null, body, Instant.EPOCH, ATTRIBUTES);
  }

  private static boolean matches(String policy, FilterPolicy.Scope scope, String body)
      throws InvalidPolicyException {
    return FilterPolicy.compile(policy, scope).matches(message(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | true",
        "{\"kind\":[\"book\"]} | true",
        "{\"kind\":[\"cd\",\"book\"]} | true",
        "{\"kind\":[\"Book\"]} | false",
        "{\"kind\":[{\"equals-ignore-case\":\"BOOK\"}]} | true",
        "{\"kind\":[{\"prefix\":\"bo\"}]} | true",
        "{\"kind\":[{\"suffix\":\"ok\"}]} | true",
        "{\"kind\":[{\"prefix\":\"x\"}]} | false",
        "{\"kind\":[{\"wildcard\":\"b*k\"}]} | true",
        "{\"kind\":[{\"wildcard\":\"*x*\"}]} | false",
        "{\"kind\":[{\"anything-but\":[\"cd\"]}]} | true",
        "{\"kind\":[{\"anything-but\":[\"book\",\"cd\"]}]} | false",
        "{\"kind\":[{\"anything-but\":{\"prefix\":\"bo\"}}]} | false",
        "{\"none\":[{\"anything-but\":[\"cd\"]}]} | false",
        "{\"kind\":[{\"exists\":true}]} | true",
        "{\"none\":[{\"exists\":false}]} | true",
        "{\"kind\":[{\"exists\":false}]} | false",
        "{\"price\":[100.5]} | true",
        "{\"price\":[\"100.50\"]} | false",
        "{\"price\":[{\"numeric\":[\">\",100]}]} | true",
        "{\"price\":[{\"numeric\":[\">=\",100.5,\"<\",101]}]} | true",
        "{\"price\":[{\"numeric\":[\"<\",100.5]}]} | false",
        "{\"price\":[{\"numeric\":[\"=\",100.50]}]} | true",
        "{\"kind\":[{\"numeric\":[\">\",0]}]} | false",
        "{\"tags\":[\"sale\"]} | true",
        "{\"tags\":[7]} | true",
        "{\"tags\":[true]} | true",
        "{\"tags\":[null]} | true",
        "{\"tags\":[\"old\"]} | false",
        "{\"from\":[{\"cidr\":\"10.1.0.0/16\"}]} | true",
        "{\"from\":[{\"cidr\":\"10.2.0.0/16\"}]} | false",
        "{\"picture\":[{\"exists\":true}]} | false",
        "{\"kind\":[\"book\"],\"price\":[1]} | false",
        "{\"$or\":[{\"kind\":[\"cd\"]},{\"price\":[{\"numeric\":[\">\",1]}]}]} | true",
        "{\"$or\":[{\"kind\":[\"cd\"]},{\"price\":[1]}]} | false",
      })
  void attributes(String policy, boolean wanted) throws Exception {
    assertThat(matches(policy, FilterPolicy.Scope.ATTRIBUTES, "x")).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":{\"b\":[1]}} | {\"a\":{\"b\":1.0}} | true",
        "{\"a\":{\"b\":[1]}} | {\"a\":{\"b\":2}} | false",
        "{\"a\":{\"b\":[1]}} | {\"a\":[{\"b\":2},{\"b\":1}]} | true",
        "{\"a\":{\"b\":[{\"exists\":false}]}} | {} | true",
        "{\"a\":[\"x\"]} | {\"a\":[\"y\",\"x\"]} | true",
        "{\"a\":[null]} | {\"a\":null} | true",
        "{\"a\":[{\"exists\":true}]} | {\"a\":{}} | false",
        "{\"a\":[1]} | no json | false",
        "{\"a\":[1]} | [1] | false",
        "{\"a\":[1]} | {\"a\":1e99999999} | false",
      })
  void bodies(String policy, String body, boolean wanted) throws Exception {
    assertThat(matches(policy, FilterPolicy.Scope.BODY, body)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "x",
        "{\"a\":\"b\"}",
        "{\"a\":[]}",
        "{\"a\":[[1]]}",
        "{\"a\":[{\"like\":\"x\"}]}",
        "{\"a\":[{\"prefix\":1}]}",
        "{\"a\":[{\"exists\":\"yes\"}]}",
        "{\"a\":[{\"numeric\":[\">\"]}]}",
        "{\"a\":[{\"numeric\":[\">\",2,\"<\",1]}]}",
        "{\"a\":[{\"numeric\":[\">\",1e99999999]}]}",
        "{\"a\":[{\"cidr\":\"10.0.0.0\"}]}",
        "{\"a\":[{\"cidr\":\"localhost/8\"}]}",
        "{\"a\":[{\"wildcard\":\"a**b\"}]}",
        "{\"a\":[1],\"a\":[2]}",
        "{\"a\":[1],\"b\":[1],\"c\":[1],\"d\":[1],\"e\":[1],\"f\":[1]}",
        "{\"a\":[1,2,3,4,5,6],\"b\":[1,2,3,4,5],\"c\":[1,2,3,4,5,6]}",
        "{\"a\":[1]} {}",
      })
  void texts_that_are_no_policy_are_refused(String policy) {
    assertThatThrownBy(() -> FilterPolicy.compile(policy, FilterPolicy.Scope.BODY))
        .isInstanceOf(InvalidPolicyException.class);
  }

  @Test
  void objects_within_are_for_bodies_only() {
    assertThatThrownBy(
            () -> FilterPolicy.compile("{\"a\":{\"b\":[1]}}", FilterPolicy.Scope.ATTRIBUTES))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("MessageAttributes");
  }

  @Test
  void deep_and_long_texts_are_refused_and_match_nothing() throws Exception {
    assertThatThrownBy(
            () -> FilterPolicy.compile("{\"a\":".repeat(50_000), FilterPolicy.Scope.BODY))
        .isInstanceOf(InvalidPolicyException.class);
    assertThat(matches("{\"a\":[1]}", FilterPolicy.Scope.BODY, "[".repeat(200_000))).isFalse();
    assertThat(
            matches(
                "{\"a\":[{\"wildcard\":\"*a*a*b\"}]}",
                FilterPolicy.Scope.BODY,
                "{\"a\":\"" + "a".repeat(100_000) + "\"}"))
        .isFalse();
  }
}
