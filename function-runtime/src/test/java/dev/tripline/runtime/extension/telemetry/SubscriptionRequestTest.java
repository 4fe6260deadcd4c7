package dev.tripline.runtime.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.extension.telemetry.Destination.Place;
import dev.tripline.runtime.extension.telemetry.Subscription.Category;
import dev.tripline.runtime.extension.telemetry.SubscriptionRequest.Read;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionRequestTest {
  private static final String VALID =
      """
      {"schemaVersion": "2025-01-29", "types": ["platform", "extension"],
       "buffering": {"maxItems": 1000, "maxBytes": 262144, "timeoutMs": 25},
       "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080/a%20b?c=d"}}
      """;
  private static final String URI = "http://sandbox.localdomain:8080/a%20b?c=d";

  private static Read read(String body) {
    return SubscriptionRequest.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Subscription valid(String body) {
    return switch (read(body)) {
      case Read.Valid(Subscription subscription) -> subscription;
      case Read.Invalid(String why) -> throw new AssertionError(why);
    };
  }

  private static String why(String body) {
    return switch (read(body)) {
      case Read.Valid valid -> throw new AssertionError(valid);
      case Read.Invalid(String why) -> why;
    };
  }

  @Test
  void every_member_is_read() {
    Subscription subscription = valid(VALID);
    assertThat(subscription.structured()).isTrue();
    assertThat(subscription.types())
        .containsExactlyInAnyOrder(Category.PLATFORM, Category.EXTENSION);
    assertThat(subscription.buffering())
        .isEqualTo(new Buffering(1000, 262_144, Duration.ofMillis(25)));
    assertThat(subscription.destination())
        .isEqualTo(
            new Destination.Http(Place.SANDBOX, 8080, "sandbox.localdomain:8080", "/a%20b?c=d"));
  }

  @Test
  void buffering_is_optional() {
    String without = VALID.replaceAll("\"buffering\".*\n", "");
    assertThat(valid(without).buffering()).isEqualTo(Buffering.DEFAULT);
    assertThat(valid(VALID.replace("2025-01-29", "2022-07-01")).structured()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://sandbox:1, SANDBOX, /",
    "http://localhost:65535, LOCALHOST, /",
    "http://127.0.0.1:8080/x, LOCALHOST, /x",
    "http://sandbox.localdomain:8080/é, SANDBOX, /%C3%A9",
  })
  void destination_is_in_the_sandbox(String uri, Place place, String target) {
    Destination destination = valid(VALID.replace(URI, uri)).destination();
    assertThat(destination.place()).isEqualTo(place);
    assertThat(((Destination.Http) destination).target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org:80/",
        "http://169.254.169.254:80/",
        "http://127.0.0.2:8080/",
        "http://0.0.0.0:8080/",
        "http://[::1]:8080/",
        "http://sandbox.localdomain@example.org:8080/",
        "http://user@sandbox.localdomain:8080/",
        "http://sandbox.localdomain:8080/#here",
        "http://sandbox.localdomain.example.org:8080/",
        "https://sandbox.localdomain:8080/",
        "file:///etc/passwd",
        "http://sandbox.localdomain/",
        "http://sandbox.localdomain:9001/",
        "http://sandbox.localdomain:0/",
        "http://sandbox.localdomain:70000/",
        "http://sandbox.localdomain:8080/ HTTP/1.1",
        "sandbox.localdomain:8080",
        "",
      })
  void destination_is_nowhere_else(String uri) {
    assertThat(why(VALID.replace(URI, uri))).containsIgnoringCase("uri");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"2025-01-29\" | \"2021-03-18\" | schemaVersion",
        "\"2025-01-29\" | 7 | schemaVersion",
        "[\"platform\", \"extension\"] | [] | types should be a list, and not be empty",
        "[\"platform\", \"extension\"] | \"platform\" | types",
        "[\"platform\", \"extension\"] | [\"metrics\"] | not \"metrics\"",
        "1000 | 999 | buffering.maxItems should be between 1000 and 10000",
        "1000 | 10001 | buffering.maxItems",
        "1000 | 1000.5 | buffering.maxItems",
        "1000 | \"1000\" | buffering.maxItems",
        "262144 | 262143 | buffering.maxBytes should be between 262144 and 1048576",
        "262144 | 99999999999999999999 | buffering.maxBytes",
        "25} | 24} | buffering.timeoutMs should be between 25 and 30000",
        "\"HTTP\" | \"UDP\" | destination.protocol",
        "\"HTTP\" | \"HTTP\", \"method\": \"PUT\" | destination.method should be POST",
        "\"HTTP\" | \"TCP\" | destination.port",
        "\"HTTP\" | \"TCP\", \"port\": 9001 | destination.port",
      })
  void bad_members_are_named(String good, String bad, String told) {
    assertThat(why(VALID.replace(good, bad))).contains(told);
  }

  @Test
  void port_is_enough_for_tcp() {
    String tcp = VALID.replace("\"HTTP\"", "\"TCP\", \"port\": 8080");
    assertThat(valid(tcp).destination()).isEqualTo(new Destination.Tcp(8080));
  }

  @Test
  void all_errors_are_told_at_once() {
    assertThat(why("{}")).contains("schemaVersion", "types", "destination");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "{\"schemaVersion\":"})
  void anything_else_is_refused(String body) {
    assertThat(read(body)).isInstanceOf(Read.Invalid.class);
  }

  @Test
  void request_that_is_too_large_is_refused() {
    assertThat(SubscriptionRequest.read(null)).isInstanceOf(Read.Invalid.class);
  }
}
