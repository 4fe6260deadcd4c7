package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static Form read(String json) {
    return StrictJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Form.class);
  }
}
