package dev.tripline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import dev.tripline.sdk.testing.HandlerHarness;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventHandlerTest {

  record Guest(String name) {}

  record Welcome(String text, String id, int attempt) {}

  static class Greeting implements EventHandler<Guest, Welcome> {
    @Override
    public Welcome handle(Guest guest, Invocation invocation) throws Exception {
      if (guest.name().isEmpty()) {
        throw new SQLException("no such guest");
      }
      invocation.log("greeting " + guest.name());
      return new Welcome("Hello " + guest.name(), invocation.idempotencyId(), invocation.attempt());
    }
  }

  static final class Careful implements EventHandler<Map<String, String>, Boolean> {
    @Override
    public Boolean handle(Map<String, String> event, Invocation invocation) {
      return invocation.dryRun();
    }
  }

  abstract static class Base<A, B> implements EventHandler<B, String> {}

  static final class Derived extends Base<Integer, List<Guest>> {
    @Override
    public String handle(List<Guest> guests, Invocation invocation) {
      return guests.getLast().name();
    }
  }

  static final class WithJackson extends Greeting {
    @Override
    public PayloadMapper mapper() {
      JsonMapper jackson = new JsonMapper();
      return new PayloadMapper() {
        @Override
        public Object read(byte[] json, Type type) {
          return jackson.readValue(json, jackson.constructType(type));
        }

        @Override
        public byte[] write(@Nullable Object value) {
          return jackson.writeValueAsBytes(value);
        }
      };
    }
  }

  @Test
  void an_event_becomes_a_record_and_an_answer_becomes_json() {
    var answer =
        HandlerHarness.of(new Greeting()).requestId("r-1").invokeJson("{\"name\":\"Ada\"}");

    assertThat(answer.json()).isEqualTo("{\"text\":\"Hello Ada\",\"id\":\"r-1\",\"attempt\":1}");
    assertThat(answer.log()).isEqualTo("greeting Ada\n");
  }

  @Test
  void a_retry_has_the_same_id_and_a_higher_attempt() {
    var harness = HandlerHarness.of(new Greeting()).requestId("r-1").attempt(3);

    assertThat(harness.invoke(Map.of("name", "Ada")).as(Welcome.class))
        .isEqualTo(new Welcome("Hello Ada", "r-1", 3));
  }

  @Test
  void a_dry_run_is_told() {
    var harness = HandlerHarness.of(new Careful());

    assertThat(harness.invokeJson("{}").json()).isEqualTo("false");
    assertThat(harness.attempt(2).invokeJson("{}").json()).isEqualTo("false");
    assertThat(harness.inDryRun().invokeJson("{}").json()).isEqualTo("true");
    assertThat(harness.inDryRun().attempt(2).invokeJson("{}").json()).isEqualTo("true");
  }

  @Test
  void a_checked_exception_keeps_its_class() {
    assertThatThrownBy(() -> HandlerHarness.of(new Greeting()).invokeJson("{\"name\":\"\"}"))
        .isInstanceOf(SQLException.class)
        .hasMessage("no such guest");
  }

  @Test
  void a_payload_that_does_not_fit_is_told_apart_from_the_functions_own_errors() {
    assertThatThrownBy(() -> HandlerHarness.of(new Greeting()).invokeJson("[1]"))
        .isInstanceOf(InvalidPayloadException.class);
    assertThatThrownBy(() -> HandlerHarness.of(new Greeting()).invokeJson("null"))
        .isInstanceOf(InvalidPayloadException.class);
  }

  @Test
  void the_event_type_is_found_through_generic_parents() {
    assertThat(HandlerHarness.of(new Derived()).invokeJson("[{\"name\":\"Bob\"}]").json())
        .isEqualTo("\"Bob\"");
  }

  @Test
  void a_lambda_expression_is_refused_because_it_hides_its_type() {
    EventHandler<Guest, String> hidden = (guest, _) -> guest.name();

    assertThatThrownBy(() -> HandlerHarness.of(hidden).invokeJson("{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must say which type");
  }

  @Test
  void another_json_library_can_take_over() {
    var answer =
        HandlerHarness.of(new WithJackson()).requestId("r").invokeJson("{\"name\":\"Ada\"}");

    assertThat(answer.as(Welcome.class)).isEqualTo(new Welcome("Hello Ada", "r", 1));
  }
}
