package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/triggers",
        "/v1/secrets/shop%2Fdb",
        "/v1/triggers/orders/parked-keys/a%3Bb%20c%0A/redrive",
        "/2015-03-31/functions/",
        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations",
        "/2015-03-31/functions/f:$LATEST/invocations",
        "/2018-10-31/layers/a/versions/1",
        "/v1/events/orders/.well-known/a..b/c.%2E.d",
        "/v1/functions/100%25",
      })
  void plain_path_passes(String path) {
    assertThat(RequestPath.objection(path)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1/triggers",
        "//v1/triggers",
        "/v1//triggers",
        "/v1/./triggers",
        "/v1/../actuator",
        "/v1/%2e%2E/actuator",
        "/v1/.%2e/actuator",
        "/v1/..%2factuator",
        "/v1%2f..%2factuator",
        "/v1/secrets/a%2F%2Fb",
        "/v1/secrets/..",
        "/v1;a=b/triggers",
        "/v1/..;/actuator",
        "/v1/triggers;jsessionid=1",
        "/v1/triggers\\..",
        "/v1/triggers%5c..",
        "/v1/secrets/a%00",
        "/v1/secrets/a%",
        "/v1/secrets/a%2",
        "/v1/secrets/a%zz",
        "/v1/secrets/a%-1",
        "/v1/secrets/a b",
        "/v1/secrets/ä",
        "/v1/secrets/a\tb",
      })
  void path_that_reads_in_two_ways_does_not(String path) {
    assertThat(RequestPath.objection(path)).isNotNull();
  }

  @Test
  void overlong_path_does_not_pass() {
    assertThat(RequestPath.objection("/" + "a".repeat(5_000))).contains("4096");
  }
}
