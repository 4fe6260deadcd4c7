package dev.tripline.delivery.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class DataFormsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // eyJhIjoxfQ== is {"a":1}, cGxhaW4= is plain, /w== no text
        "{\"value\":{\"a\":[1]}} | cGxhaW4= | value true",
        "{\"value\":{\"a\":[1]}} | cGxhaW4= eyJhIjoxfQ== |",
        "{\"value\":{\"a\":[1]}} | /w== | value true",
        "{\"value\":[\"plain\"]} | eyJhIjoxfQ== | value false",
        "{\"value\":[\"plain\"]} | cGxhaW4= |",
        "{\"value\":{\"a\":[1]}} | |",
        "{\"topic\":[\"t\"]} | cGxhaW4= |",
      })
  void form_that_no_record_has_is_found(String pattern, String values, String unmet) {
    List<byte[]> records =
        Stream.of(values == null ? new String[0] : values.split(" "))
            .map(value -> ("{\"value\":\"" + value + "\"}").getBytes(StandardCharsets.UTF_8))
            .toList();
    assertThat(
            DataForms.unmet(
                FilteredSource.encoded("value"), JsonMapper.shared().readTree(pattern), records))
        .extracting(found -> found.field() + " " + found.json())
        .isEqualTo(unmet == null ? List.of() : List.of(unmet));
  }
}
