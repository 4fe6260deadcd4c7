package dev.tripline.dispatcher.lambdaapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ShapeTest {
  private static final Shape SHAPE =
      Shape.of(
          Member.string("Name", Check.maxLength(3), Check.pattern("[a-z]+")),
          Member.integer("Timeout", Check.atLeast(1)),
          Member.list("Architectures", Check.each(Check.oneOf("x86_64", "arm64"))),
          Member.object(
              "RoutingConfig",
              Member.map(
                  "AdditionalVersionWeights",
                  Check.eachKey(Check.pattern("[0-9]+")),
                  Check.eachValue(Check.atMost(1.0), Check.atLeast(0.0)))),
          Member.object("Code", Member.string("Key").must()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"Name\":\"ABCD\"} | 2 validation errors detected: Value 'ABCD' at 'name' failed to"
            + " satisfy constraint: Member must have length less than or equal to 3; Value 'ABCD'"
            + " at 'name' failed to satisfy constraint: Member must satisfy regular expression"
            + " pattern: [a-z]+",
        "{\"Timeout\":0} | 1 validation error detected: Value '0' at 'timeout' failed to satisfy"
            + " constraint: Member must have value greater than or equal to 1",
        "{\"Architectures\":[\"X86_64\"]} | 1 validation error detected: Value '[X86_64]' at"
            + " 'architectures' failed to satisfy constraint: Member must satisfy constraint:"
            + " [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
        "{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":2.0}}} | 1 validation error"
            + " detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to"
            + " satisfy constraint: Map value must satisfy constraint: [Member must have value less"
            + " than or equal to 1.0, Member must have value greater than or equal to 0.0, Member"
            + " must not be null]",
        "{\"Code\":{}} | 1 validation error detected: Value null at 'code.key' failed to satisfy"
            + " constraint: Member must not be null"
      })
  void violations_read_as_on_aws(String json, String message) {
    assertThatThrownBy(() -> SHAPE.require(object(json))).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"Name\":\"abc\",\"Timeout\":null}", "{\"Unknown\":1}"})
  void the_rest_passes(String json) {
    assertThatCode(() -> SHAPE.require(object(json))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"Name\":1}", "{\"Timeout\":\"1\"}", "{\"Code\":[]}"})
  void a_wrong_type_cannot_be_read(String json) {
    assertThatThrownBy(() -> SHAPE.require(object(json)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.SERIALIZATION));
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) JsonMapper.builder().build().readTree(json);
  }
}
