package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTest {

  record Inner(@Nullable Double factor) {}

  record Form(
      @Nullable String name, @Nullable Integer size, @Nullable Boolean on, @Nullable Inner inner) {}

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'nope':1} | nope: is not known here",
        "{'inner':{'nope':1}} | inner.nope: is not known here",
        "{'name':1} | name: must be a string",
        "{'size':'1'} | size: must be a whole number",
        "{'size':1.5} | size: must be a whole number",
        "{'size':99999999999} | size: is out of range",
        "{'on':'yes'} | on: must be true or false",
        "{'inner':3} | inner: must be an object",
        "{'inner':{'factor':'x'}} | inner.factor: must be a number",
      })
  void wrong_member_is_named_without_our_classes(String json, String error) {
    assertThatExceptionOfType(ApiProblem.class)
        .isThrownBy(() -> read(json))
        .satisfies(problem ->
            assertThat(problem.errors()).map(FieldError::toString).isEqualTo(List.of(error)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {"[]", "3", "{", "{'a':1,'a':2}", "{} x"})
  void anything_but_one_object_is_refused(String json) {
    assertThatExceptionOfType(ApiProblem.class)
        .isThrownBy(() -> read(json))
        .withMessageContaining("JSON object");
  }

  @Test
  void missing_members_are_null() {
    assertThat(read("{'size':3}")).isEqualTo(new Form(null, 3, null, null));
  }

  record Passed(@Nullable JsonNode value, @Nullable Integer size) {}

  @ParameterizedTest
  @ValueSource(
      strings = {"1e400", "123456789012345678901234567890.5", "0.1000", "[{\"a\":1.50}]", "1E+2"})
  void value_that_is_passed_on_keeps_its_numbers(String value) {
    byte[] json = ("{\"value\":" + value + ",\"size\":3}").getBytes(StandardCharsets.UTF_8);
    JsonNode passed = StrictJson.readExact(json, Passed.class).value();
    assertThat(passed).isNotNull();
    assertThat(passed.toString().replace("E+", "e").toLowerCase(Locale.ROOT))
        .isEqualTo(value.replace("E+", "e"));
  }

  private static Form read(String json) {
    return StrictJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Form.class);
  }
}
