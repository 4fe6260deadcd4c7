package dev.tripline.dispatcher.lambdaapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tripline.dispatcher.lambdaapi.wire.Member.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every operation is held to the model, member by member and constraint by constraint.
class ApiModelTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Values of which some violate any constraint that the model has.
  private static final List<JsonNode> BAD_STRINGS =
      Stream.of("", "!", "a b\n", " ", "é".repeat(40_000), "a".repeat(40_000))
          .<JsonNode>map(JSON::stringNode)
          .toList();

  static List<String> operations() {
    return ApiModel.ROUTES.stream().map(Route::name).toList();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void each_constraint_of_each_member_is_checked_in_its_own_words(String operation) {
    visit(ApiModel.request(operation), "", List.of());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void each_required_member_is_asked_for(String operation) {
    List<String> violations = new ArrayList<>();
    Shape request = ApiModel.request(operation);
    request.check(JSON.objectNode(), "", violations);
    assertThat(violations)
        .containsExactlyElementsOf(
            request.members().stream()
                .filter(Member::required)
                .map(member ->
                    "Value null at '"
                        + lower(member.name())
                        + "' failed to satisfy constraint: Member must not be null")
                .toList());
  }

  @Test
  void model_knows_an_operation_by_its_name_alone() {
    assertThat(ApiModel.ROUTES).hasSize(88);
    assertThatIllegalArgumentException().isThrownBy(() -> ApiModel.request("CreateFunctions"));
  }

  @Test
  void destinations_of_our_own_pass_where_the_model_has_only_those_of_aws() {
    ObjectNode values = JSON.objectNode().put("FunctionName", "f");
    values
        .putObject("DestinationConfig")
        .putObject("OnFailure")
        .put("Destination", "amqp://broker/exchange/key");

    assertThatCode(() -> ApiModel.request("PutFunctionEventInvokeConfig").require(values))
        .doesNotThrowAnyException();
  }

  /// Puts a violating value at each member, inside of the objects around it.
  private static void visit(Shape shape, String path, List<Member> around) {
    for (Member member : shape.members()) {
      String here = path + lower(member.name());
      for (Check check : member.checks()) {
        for (JsonNode bad : violating(member, check)) {
          assertThat(violations(around, member, bad))
              .as("%s with %s", here, bad.toString().substring(0, 2))
              .anyMatch(text -> text.contains(" at '" + here + "'") && text.endsWith(check.text()));
        }
      }
      Shape nested = member.nested();
      if (nested != null) {
        List<Member> deeper = Stream.concat(around.stream(), Stream.of(member)).toList();
        visit(nested, here + (member.type().kind() == Kind.LIST ? ".1.member." : "."), deeper);
      }
    }
  }

  private static List<JsonNode> violating(Member member, Check check) {
    Stream<? extends JsonNode> candidates =
        switch (member.type().kind()) {
          case STRING -> BAD_STRINGS.stream();
          case INTEGER -> Stream.of(-100_000L, 100_000_000L).map(JSON::numberNode);
          case NUMBER -> Stream.of(-100_000.5, 100_000_000.5).map(JSON::numberNode);
          case LIST -> lists(Objects.requireNonNull(member.type().elements()));
          case MAP -> maps(Objects.requireNonNull(member.type().elements()));
          case BOOLEAN, TIME, OBJECT -> Stream.empty();
        };
    return candidates
        .<JsonNode>map(node -> node)
        .filter(node -> !check.holds().test(node))
        .toList();
  }

  private static Stream<JsonNode> lists(Kind elements) {
    return Stream.of(0, 2_000)
        .map(size -> {
          var list = JSON.arrayNode();
          for (int i = 0; i < size; i++) {
            list.add(elements == Kind.OBJECT ? JSON.objectNode() : JSON.stringNode("§"));
          }
          return list;
        });
  }

  private static Stream<JsonNode> maps(Kind elements) {
    JsonNode value =
        switch (elements) {
          case NUMBER -> JSON.numberNode(-1.5);
          case LIST -> JSON.arrayNode().add("§");
          default -> JSON.stringNode("§");
        };
    return Stream.of(0, 1, 50)
        .map(size -> {
          ObjectNode map = JSON.objectNode();
          for (int i = 0; i < size; i++) {
            map.set("§" + i, value);
          }
          return map;
        });
  }

  private static List<String> violations(List<Member> around, Member member, JsonNode value) {
    ObjectNode inner = JSON.objectNode();
    inner.set(member.name(), value);
    JsonNode all = inner;
    for (Member outer : around.reversed()) {
      ObjectNode holder = JSON.objectNode();
      holder.set(outer.name(), outer.type().kind() == Kind.LIST ? JSON.arrayNode().add(all) : all);
      all = holder;
    }
    List<String> violations = new ArrayList<>();
    Member first = around.isEmpty() ? member : around.getFirst();
    first.check(all.get(first.name()), "", violations);
    return violations;
  }

  private static String lower(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
