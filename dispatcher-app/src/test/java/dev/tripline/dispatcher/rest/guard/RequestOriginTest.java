package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOriginTest {

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, http://localhost:9000",
    "LOCALHOST:9000, http://localhost:9000",
    "tripline.example, https://tripline.example",
    "tripline.example:443, https://tripline.example",
    "tripline.example:80, http://tripline.example",
    "[::1]:9000, http://[::1]:9000",
  })
  void own_page_passes(String host, String origin) {
    assertThat(RequestOrigin.objection(host, List.of(origin), List.of("same-origin"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, http://evil.example",
    "localhost:9000, http://localhost:9001",
    "localhost:9000, http://localhost",
    "localhost:9000, http://127.0.0.1:9000",
    "localhost:9000, http://localhost:9000.evil.example",
    "localhost:9000, http://localhost:9000@evil.example",
    "localhost:9000, null",
    "localhost:9000, ''",
    "localhost:9000, file://",
    "localhost:9000, localhost:9000",
    "localhost:9000, chrome-extension://localhost:9000",
    "tripline.example:80, https://tripline.example",
  })
  void page_of_another_origin_does_not(String host, String origin) {
    assertThat(RequestOrigin.objection(host, List.of(origin), List.of())).contains("origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "Cross-Site", "", "else"})
  void request_of_another_site_does_not(String site) {
    assertThat(RequestOrigin.objection("localhost", List.of(), List.of(site))).contains("site");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /login/openid/callback, navigate, document, true",
    "POST, /login/openid/callback, navigate, document, false",
    "GET, /login/openid/callback, no-cors, document, false",
    "GET, /login/openid/callback, navigate, iframe, false",
    "GET, /login/openid/callback, cors, empty, false",
    "GET, /login/openid/callback/, navigate, document, false",
    "GET, /login/openid, navigate, document, false",
    "GET, /login, navigate, document, false",
    "GET, /, navigate, document, false",
    "GET, /v1/triggers, navigate, document, false",
  })
  void only_the_end_of_an_openid_login_is_opened_by_another_site(
      String method, String path, String mode, String destination, boolean expected) {
    assertThat(
            RequestOrigin.mayBeReturn(method, path)
                && RequestOrigin.isNavigation(List.of(mode), List.of(destination)))
        .isEqualTo(expected);
  }

  @Test
  void typed_address_and_programs_pass() {
    assertThat(RequestOrigin.objection("localhost", List.of(), List.of("none"))).isNull();
    assertThat(RequestOrigin.objection("localhost", List.of(), List.of())).isNull();
  }

  @Test
  void one_foreign_value_of_several_is_enough() {
    assertThat(
            RequestOrigin.objection(
                "localhost", List.of("http://localhost", "http://evil"), List.of()))
        .isNotNull();
  }
}
