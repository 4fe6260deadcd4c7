package dev.tripline.dispatcher.function.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 9000, http://127.0.0.1:9000",
    ", 9000, http://127.0.0.1:9000",
    "0.0.0.0, 80, http://127.0.0.1:80",
    "::, 80, http://127.0.0.1:80",
    "::1, 80, http://[::1]:80",
    "10.0.0.5, 80, http://10.0.0.5:80",
    "localhost, 80, http://localhost:80",
    "127.0.0.1, 0, ",
    "127.0.0.1, -1, ",
  })
  void it_is_where_the_server_listens(
      @Nullable String address, String port, @Nullable String expected) {
    Map<String, String> properties = new HashMap<>(Map.of("server.port", port));
    if (address != null) {
      properties.put("server.address", address);
    }
    assertThat(new OwnAddress(null, properties::get).get()).isEqualTo(expected);
  }

  @Test
  void a_port_that_the_server_chooses_is_known_once_it_has_started() {
    Map<String, String> properties = new HashMap<>(Map.of("server.port", "0"));
    OwnAddress address = new OwnAddress(null, properties::get);
    assertThat(address.get()).isNull();
    properties.put("local.server.port", "34567");
    assertThat(address.get()).isEqualTo("http://127.0.0.1:34567");
  }

  @Test
  void a_server_with_tls_is_named_by_the_operator_or_not_at_all() {
    Map<String, String> properties = Map.of("server.port", "443", "server.ssl.bundle", "web");
    assertThat(new OwnAddress(null, properties::get).get()).isNull();
    assertThat(new OwnAddress(URI.create("https://tripline.example.org"), properties::get).get())
        .isEqualTo("https://tripline.example.org");
  }
}
