package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts STANDARD = new AllowedHosts(List.of());
  private static final AllowedHosts NAMED =
      new AllowedHosts(List.of("Tripline.example.org", "*.shop.example", "10.0.0.5", "fd00::5"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:9000",
        "localhost.",
        "127.0.0.1:9000",
        "127.8.8.8",
        "[::1]:9000",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]:80",
      })
  void loopback_is_allowed_always(String host) {
    assertThat(STANDARD.allow(host)).isTrue();
    assertThat(NAMED.allow(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:9000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.evil",
        "evil.localhost",
        "0.0.0.0",
        "[::]",
        "10.0.0.1",
        "169.254.169.254",
        "user@localhost",
        "localhost:9000:9000",
        "localhost:port",
        "localhost/",
        "localhost#",
        "localhost,evil.example",
        "localhost evil.example",
        "[::1",
        "::1",
        "[127.0.0.1%eth0]",
        "tripline.example.org",
      })
  void others_are_not(String host) {
    assertThat(STANDARD.allow(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tripline.example.org",
        "TRIPLINE.example.org.:443",
        "a.shop.example",
        "b.a.shop.example:9000",
        "10.0.0.5",
        "[fd00:0::5]:9000",
      })
  void names_of_the_setting_are_allowed(String host) {
    assertThat(NAMED.allow(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shop.example", "evilshop.example", "example.org", "x.tripline.example.org"})
  void names_near_them_are_not(String host) {
    assertThat(NAMED.allow(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "http://tripline", "tripline:9000", "a b", "*.*.example", ""})
  void setting_that_is_no_host_is_refused(String host) {
    assertThatThrownBy(() -> new AllowedHosts(List.of(host)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tripline.http.hosts");
  }
}
