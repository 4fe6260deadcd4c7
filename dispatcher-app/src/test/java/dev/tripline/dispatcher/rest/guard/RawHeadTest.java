package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawHeadTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET http://localhost:9000/v1/a@b HTTP/1.1\r\nHost: localhost:9000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost:localhost\r\nContent-Length: 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost:localhost\r\nAccept: a\r\nAccept: b\r\n\r\n",
      })
  void plain_head_passes(String head) {
    assertThat(objection(head, List.of())).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~n~n | CR LF",
        "GET / HTTP/1.1~r~nHost: localhost~n~r~n | CR LF",
        "~nGET / HTTP/1.1~r~n~r~n | CR LF",
        "~r~nGET / HTTP/1.1~r~n~r~n | request line",
        "GET / HTTP/1.1~r~nHost: a~rb~r~n~r~n | neither stands",
        "GET  / HTTP/1.1~r~n~r~n | one space",
        "GET / x HTTP/1.1~r~n~r~n | one space",
        "GET / HTTP/1.2~r~n~r~n | version",
        "GET /~r~n~r~n | request line",
        "GET v1/triggers HTTP/1.1~r~n~r~n | target",
        "GET http://user@localhost/ HTTP/1.1~r~n~r~n | target",
        "GET ftp://localhost/ HTTP/1.1~r~n~r~n | target",
        "GET / HTTP/1.1~r~nHost : localhost~r~n~r~n | a name",
        "GET / HTTP/1.1~r~n: localhost~r~n~r~n | a name",
        "GET / HTTP/1.1~r~nHost~r~n~r~n | a name",
        "GET / HTTP/1.1~r~nA: b~r~n c~r~n~r~n | a name",
        "GET / HTTP/1.1~r~nHost: a~r~nHOST: b~r~n~r~n | host is given twice",
        "GET / HTTP/1.1~r~nOrigin: a~r~nOrigin: a~r~n~r~n | origin is given twice",
        "GET / HTTP/1.1~r~nContent-Length: 1~r~nContent-Length: 1~r~n~r~n | content-length is"
            + " given",
        "GET / HTTP/1.1~r~nTransfer-Encoding: chunked~r~nContent-Length: 1~r~n~r~n | exclude",
        "GET / HTTP/1.0~r~nTransfer-Encoding: chunked~r~n~r~n | only transfer-encoding",
      })
  void head_that_reads_in_two_ways_does_not(String head, String words) {
    assertThat(objection(head.replace("~r", "\r").replace("~n", "\n"), List.of("chunked")))
        .contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "chunked, chunked", "chunked;a", "", "x-chunked"})
  void other_transfer_encodings_do_not(String encoding) {
    String head = "POST / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n";
    assertThat(objection(head, List.of(encoding))).contains("only transfer-encoding");
  }

  private static @org.jspecify.annotations.Nullable String objection(
      String head, List<String> encodings) {
    return RawHead.objection(head.getBytes(StandardCharsets.ISO_8859_1), encodings);
  }
}
