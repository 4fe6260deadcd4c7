package dev.tripline.dispatcher.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import org.junit.jupiter.api.Test;

class RequestActorTest {

  @Test
  void actor_of_an_unchecked_request_is_its_address_with_the_name_it_gives() {
    assertThat(RequestActor.unverified(null, "127.0.0.1"))
        .isEqualTo(new Actor("anonymous at 127.0.0.1", Actor.Kind.ANONYMOUS));
    assertThat(RequestActor.unverified("ada", "::1"))
        .isEqualTo(new Actor("ada at ::1", Actor.Kind.ANONYMOUS));
  }

  @Test
  void name_that_could_pass_for_another_address_is_refused() {
    assertThatExceptionOfType(ApiProblem.class)
        .isThrownBy(() -> RequestActor.unverified("ada at 10.0.0.1", "127.0.0.1"))
        .satisfies(problem ->
            assertThat(problem.errors().getFirst().field()).isEqualTo(RequestActor.HEADER));
  }
}
