package dev.tripline.dispatcher.lambdaapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Violations in AWS's own words, each as AWS was recorded to answer.
class ShapeTest {
  private static final String LAYER_ARN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}"
          + ":layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CreateAlias | {\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":2}}} | Value"
            + " '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint:"
            + " Map value must satisfy constraint: [Member must have value less than or equal to"
            + " 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
        "CreateAlias | {\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"$LATEST\":0.5}}} | Value"
            + " '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy"
            + " constraint: Map keys must satisfy constraint: [Member must have length less than or"
            + " equal to 1024, Member must have length greater than or equal to 1, Member must"
            + " satisfy regular expression pattern: [0-9]+, Member must not be null]",
        "CreateFunction | {\"Architectures\":[\"X86_64\"]} | Value '[X86_64]' at 'architectures'"
            + " failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy"
            + " enum value set: [x86_64, arm64], Member must not be null]",
        "CreateFunction | {\"Timeout\":0} | Value '0' at 'timeout' failed to satisfy constraint:"
            + " Member must have value greater than or equal to 1",
        "CreateFunction | {\"Environment\":{\"Variables\":{\"9\":\"secret\"}}} | Value at"
            + " 'environment.variables' failed to satisfy constraint: Map keys must satisfy"
            + " constraint: [Member must satisfy regular expression pattern:"
            + " [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]",
        "ListLayers | {\"CompatibleArchitecture\":\"sparc\"} | Value 'sparc' at"
            + " 'compatibleArchitecture' failed to satisfy constraint: Member must satisfy enum"
            + " value set: [x86_64, arm64]",
        "CreateFunctionUrlConfig | {\"Qualifier\":\"1\"} | Value '1' at 'qualifier' failed to"
            + " satisfy constraint: Member must satisfy regular expression pattern:"
            + " ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
        "UntagResource | {} | Value null at 'tagKeys' failed to satisfy constraint: Member must not"
            + " be null"
      })
  void violations_read_as_on_aws(String operation, String json, String violation) {
    assertThatThrownBy(() -> ApiModel.request(operation).require(object(json)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.VALIDATION))
        .hasMessageContaining(violation);
  }

  @Test
  void layers_show_the_whole_list_and_all_that_holds_for_its_elements() {
    assertThatThrownBy(() ->
            ApiModel.request("CreateFunction").require(object("{\"Layers\":[\"layer\",null]}")))
        .hasMessageContaining(
            "Value '[layer, null]' at 'layers' failed to satisfy constraint: Member must satisfy"
                + " constraint: [Member must have length less than or equal to 2048, Member must"
                + " have length greater than or equal to 1, Member must satisfy regular expression"
                + " pattern: "
                + LAYER_ARN
                + ", Member must not be null]");
  }

  @Test
  void all_violations_are_in_one_message() {
    assertThatThrownBy(() ->
            ApiModel.request("UpdateAlias")
                .require(
                    object("{\"FunctionName\":\"f\",\"Name\":\"1\",\"FunctionVersion\":\"x\"}")))
        .hasMessageStartingWith("2 validation errors detected: Value '1' at 'name' failed")
        .hasMessageContaining("; Value 'x' at 'functionVersion' failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":\"abc\"}",
        "{\"Name\":\"abc\",\"Description\":null}",
        "{\"Name\":\"abc\",\"Unknown\":1}"
      })
  void the_rest_passes(String json) {
    ObjectNode values = object(json).put("FunctionName", "f");
    assertThatCode(() -> ApiModel.request("UpdateAlias").require(values))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":1}",
        "{\"Timeout\":\"1\"}",
        "{\"Code\":[]}",
        "{\"Layers\":[{}]}",
        "{\"Layers\":[7]}",
        "{\"Environment\":{\"Variables\":{\"AB\":[1]}}}",
        "{\"FileSystemConfigs\":[\"x\"]}",
        "{\"Publish\":\"true\"}"
      })
  void a_wrong_type_cannot_be_read(String json) {
    ObjectNode values = object(json);
    if (values.has("Name")) {
      values.set("FunctionName", values.get("Name"));
    }
    assertThatThrownBy(() -> ApiModel.request("CreateFunction").require(values))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.SERIALIZATION));
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) JsonMapper.builder().build().readTree(json);
  }
}
