package dev.tripline.dispatcher.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private static final String SETTING = "tripline.endpoints.allow";

  private final AddressGuard guard = new AddressGuard(SETTING, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.1.2.3:8080/x",
        "http://localhost/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://2130706433/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[2001::1]/",
        "http://[::ffff:0:7f00:1]/",
        "http://[::ffff:0:a9fe:a9fe]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:a9fe:a9fe::1]/",
        "ftp://93.184.215.14/",
        "file:///etc/passwd",
        "http:///x",
        "http://user:password@93.184.215.14/",
        "http://93.184.215.14/#fragment",
      })
  void refuses(String url) {
    assertThat(guard.objection(URI.create(url))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://93.184.215.14/",
        "https://93.184.215.14:8443/a?b=c",
        "http://172.32.0.1/",
        "http://100.128.0.1/",
        "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "http://[64:ff9b::5db8:d70e]/",
        "http://[::ffff:0:5db8:d70e]/",
        "http://[2002:5db8:d70e::1]/",
        "https://no-such-host.invalid/",
      })
  void lets_public_addresses_pass(String url) {
    assertThat(guard.objection(URI.create(url))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, http://10.1.200.3/, true",
    "10.1.0.0/16, http://10.2.0.1/, false",
    "127.0.0.1, http://127.0.0.1/, true",
    "127.0.0.1, http://127.0.0.2/, false",
    "LOCALHOST, http://localhost/, true",
    "localhost, http://127.0.0.1/, false",
    "fd00::/8, http://[fd12::1]/, true",
    "::1, http://[::1]/, true",
  })
  void the_operator_can_allow_addresses_blocks_and_hosts(
      String allowed, String url, boolean passes) {
    AddressGuard opened = new AddressGuard(SETTING, List.of(allowed));
    assertThat(opened.objection(URI.create(url)).isEmpty()).isEqualTo(passes);
  }

  /// As a resolver of another library may answer it: Java itself takes it for the older protocol.
  @Test
  void mapped_address_is_judged_by_the_address_in_it() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    assertThat(guard.allows(mapped)).isFalse();
    mapped[12] = 93;
    assertThat(guard.allows(mapped)).isTrue();
  }

  @Test
  void a_block_that_is_none_is_refused() {
    assertThatThrownBy(() -> new AddressGuard(SETTING, List.of("10.0.0.0/33")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AddressGuard(SETTING, List.of("host.example/8")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
