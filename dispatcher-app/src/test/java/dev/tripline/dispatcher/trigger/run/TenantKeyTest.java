package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantKeyTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        "{'detail':{'tenant':'acme'}} | acme",
        "{'detail':{'tenant':42}} | 42",
        "{'detail':{'tenant':true}} | true",
        "{'detail':{'tenant':''}} | -",
        "{'detail':{'tenant':null}} | -",
        "{'detail':{'tenant':{'id':1}}} | -",
        "{'detail':{}} | -",
        "[1] | -",
        "no JSON | -",
      })
  void tenant_is_the_value_at_the_key(String payload, @Nullable String tenant) {
    byte[] bytes = payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(TenantKey.of("/detail/tenant").tenant(bytes)).isEqualTo(tenant);
  }

  @Test
  void name_that_cannot_be_in_a_header_is_hashed() {
    byte[] bytes = "{\"t\":\"a\\nb\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(TenantKey.of("/t").tenant(bytes)).matches("sha256:[0-9a-f]{64}");
  }
}
