package dev.tripline.dispatcher.lambdaapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Routes routes = new Routes();

  @Test
  void every_operation_is_found_by_its_own_path() {
    assertThat(ApiModel.ROUTES).hasSize(88);
    for (Route route : ApiModel.ROUTES) {
      List<String> parts =
          route.pattern().stream().map(part -> part.startsWith("{") ? "x" : part).toList();
      Routes.Match match = routes.find(route.method(), parts, route.query());
      assertThat(match).isNotNull().extracting(Routes.Match::name).isEqualTo(route.name());
    }
  }

  @Test
  void query_tells_apart_operations_of_one_path() {
    List<String> layers = List.of("2018-10-31", "layers");

    assertThat(name(layers, "find=LayerVersion&Arn=x")).isEqualTo("GetLayerVersionByArn");
    assertThat(name(layers, null)).isEqualTo("ListLayers");
    assertThat(name(layers, "find=Other")).isEqualTo("ListLayers");
  }

  @Test
  void operation_is_offered_once_and_only_by_a_name_of_the_api() {
    Operation operation = _ -> Answer.empty(204);
    routes.add("AddPermission", operation);

    assertThat(routes.operation("AddPermission")).isSameAs(operation);
    assertThatIllegalArgumentException().isThrownBy(() -> routes.add("AddPermission", operation));
    assertThatIllegalArgumentException().isThrownBy(() -> routes.add("AddPermit", operation));
  }

  private String name(List<String> parts, @Nullable String query) {
    return Objects.requireNonNull(routes.find("GET", parts, query)).name();
  }
}
