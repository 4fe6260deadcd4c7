package dev.tripline.examples.emailcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.sdk.testing.FakeContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailCheckTest {

  @ParameterizedTest
  @CsvSource({
    "ada@Example.org, true, example.org",
    "a.b+c@mail.example.co.uk, true, mail.example.co.uk",
    "ada@localhost, false,",
    "ada example.org, false,",
    "'', false,"
  })
  void an_address_is_checked_and_its_host_named(String address, boolean valid, String host) {
    var answer =
        new EmailCheck()
            .handleRequest(
                Map.of("address", address), new FakeContext("r", 1, Duration.ofSeconds(3)));

    assertThat(answer).containsEntry("valid", valid);
    assertThat(answer.get("host")).isEqualTo(host);
  }
}
