package dev.tripline.dispatcher.deadletter.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.deadletter.transform.Transformation.Result;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TransformationTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LIMIT = 1_000_000;

  private static Transformation jsonata(String expression) {
    return Transformation.of(new TransformForm(expression, null, null), LIMIT);
  }

  private static Transformation patch(String patch) {
    return Transformation.of(new TransformForm(null, JSON.readTree(patch), null), LIMIT);
  }

  private static String apply(Transformation transformation, String payload) {
    return switch (transformation.apply(payload.getBytes(StandardCharsets.UTF_8))) {
      case Result.Unchanged _ -> "unchanged";
      case Result.Changed(byte[] made) -> new String(made, StandardCharsets.UTF_8);
      case Result.Failed(String reason) -> "failed: " + reason;
      case Result.Violating violating -> violating.reason();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$merge([$, {'id': $string(id)}]) | {'id':7,'a':null} | {'id':'7','a':null}",
        "{'all': Records.body} | {'Records':[{'body':'x'},{'body':'y'}]} | {'all':['x','y']}",
        "$ | {'n':9007199254740993,'d':0.1,'e':1.50} | unchanged",
        "{'n': n} | {'n':9007199254740993} | unchanged",
        "$join(names, ', ') | {'names':['a','b']} | 'a, b'",
        "$replace(text, 'a', 'b', 2) | {'text':'aaa.a'} | 'bba.a'",
        "$replace(text, '.', '-') | {'text':'a.b.'} | 'a-b-'",
        "$uppercase($) | 'x' | 'X'",
        "missing | {'id':7} | failed: the expression gives nothing for this payload",
        "$number(id) | {'id':'x'} | failed: the expression fails: ",
        "$string | {} | failed: the expression gives a function, not JSON",
        "$ | {'n':12345678901234567890} | failed: a number is too large for JSONata",
        "$ | {'n':0.12345678901234567} | failed: a number has more than 15 digits",
        "$pad('x', 1000000000) | {} | failed: $pad is not available",
        "$eval('1') | {} | failed: $eval is not available",
        "$match('a', /a/) | {} | failed: regular expressions are not available",
        "$fromMillis(0, '[Y0001]-[M01]-[D01]') | {} | '1970-01-01'",
        "$toMillis('1970-01-01T00:00:01.000Z') | {} | 1000",
        "$formatNumber(n, '#,##0.00') | {'n':1234.5} | '1,234.50'",
        "$formatInteger(7, '000') | {} | '007'",
        "$parseInteger('007', '000') | {} | 7",
        "$fromMillis(0, '[Y,*-400000]') | {} | failed: $fromMillis: a picture has at most 100",
        "$now('[Y,*-400000]') | {} | failed: $now: a picture has at most 100",
        "$toMillis('1', '[Y][Y][Y]') | {} | failed: $toMillis: times are in ISO 8601",
        "$formatInteger(100000, 'I') | {} | failed: $formatInteger: the number is too large",
        "[1..1000000] | {} | failed: a list of the expression has more than 10000 elements",
        "($f := function($n){ 1 + $f($n) }; $f(1)) | {} | failed: the expression goes deeper than",
        "($f := function($n){ $f($n) }; $f(1)) | {} | failed: the expression takes more than a"
            + " second",
        "($f := function($s){ $f($s & $s) }; $f('x')) | {} | failed: a value of the expression has"
            + " more",
        "($f := function($s){ $f([[$s], [$s]]) }; $f('x')) | {} | failed: a value of the"
            + " expression",
        "($s := $join($map([1..9999], function($i){ 'x' })); $replace($s, 'x', $s)) | {} | failed:"
            + " a value",
        "($l := $map([1..9999], function($i){ 'x' }); $join($l, $join($l))) | {} | failed: a value",
      })
  void expression_makes_a_payload_or_says_why_not(
      String expression, String payload, String result) {
    assertThat(apply(jsonata(expression.replace('\'', '"')), payload.replace('\'', '"')))
        .startsWith(result.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'replace','path':'/id','value':8}] | {'id':7,'z':1E400} | {'id':8,'z':1E+400}",
        "[{'op':'add','path':'/a/-','value':2}] | {'a':[1]} | {'a':[1,2]}",
        "[{'op':'test','path':'/a','value':1}] | {'a':1} | unchanged",
        "[{'op':'test','path':'/a','value':2}] | {'a':1} | failed: the patch does not fit: ",
        "[{'op':'remove','path':'/b'}] | {'a':1} | failed: the patch does not fit: ",
        "[{'op':'remove','path':'/a/7'}] | {'a':[1]} | failed: the patch does not fit: ",
        "[{'op':'remove','path':'/b'}] | 7 | failed: the payload is neither an object nor an array",
        "[{'op':'remove','path':'/b'}] | {'a' | failed: the payload cannot be read",
      })
  void patch_makes_a_payload_or_says_why_not(String patch, String payload, String result) {
    assertThat(apply(patch(patch.replace('\'', '"')), payload.replace('\'', '"')))
        .startsWith(result.replace('\'', '"'));
  }

  @Test
  void many_payloads_are_transformed_as_the_first_one_is() {
    Transformation transformation = jsonata("{\"n\": $number(n)}");
    for (int n = 0; n < 30_000; n++) {
      assertThat(apply(transformation, "{\"n\":\"7\"}")).isEqualTo("{\"n\":7}");
    }
  }

  @Test
  void transform_operator_keeps_the_rest_of_a_payload() {
    assertThat(apply(jsonata("$ ~> |$|{\"v\":2},[\"old\"]|"), "{\"old\":1,\"k\":[1,2,\"x\"]}"))
        .isEqualTo("{\"k\":[1,2,\"x\"],\"v\":2}");
    assertThat(apply(jsonata("$ ~> |$|{\"self\": $}|"), "{\"old\":1}")).startsWith("failed: ");
  }

  @Test
  void patch_that_doubles_a_payload_ends_at_the_limit() {
    String copies =
        IntStream.range(0, 60)
            .mapToObj(n -> "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/c" + n + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(apply(patch(copies), "{\"a\":1}"))
        .isEqualTo("failed: the new payload has more than 1000000 bytes");
  }

  @Test
  void names_that_an_expression_would_lose_are_refused() {
    assertThat(apply(jsonata("$"), "{\"a\\\"b\":1}"))
        .startsWith("failed: a member's name has a quote");
  }

  @Test
  void new_payload_that_does_not_fit_the_schema_is_told() {
    JsonNode schema =
        JSON.readTree(
            """
            {"type":"object","properties":{"id":{"$ref":"#/$defs/id"}},"required":["id"],
             "$defs":{"id":{"type":"string","pattern":"^(aa|(.*a){20})$"}}}
            """);
    Transformation transformation =
        Transformation.of(new TransformForm("{\"id\": id}", null, schema), LIMIT);
    assertThat(apply(transformation, "{\"id\":\"aa\"}")).isEqualTo("unchanged");
    assertThat(apply(transformation, "{\"id\":1}"))
        .startsWith("does not fit the schema: /id: integer found, string expected");
    assertThat(apply(transformation, "{\"id\":\"" + "a".repeat(40) + "b\"}"))
        .startsWith("failed: a pattern of the schema takes more than");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | either jsonata or patch is expected",
        "{'jsonata':'$','patch':[]} | either jsonata or patch is expected",
        "{'jsonata':''} | transform.jsonata: 1 to 10000 characters",
        "{'jsonata':'{'} | transform.jsonata: at character",
        "{'patch':{}} | transform.patch: an array of 1 to 100",
        "{'patch':[{'op':'mend'}]} | transform.patch[0].op: must be one of add",
        "{'patch':[{'op':'add','path':'a','value':1}]} | transform.patch[0].path: a JSON Pointer",
        "{'patch':[{'op':'add','path':'/a'}]} | transform.patch[0].value: is missing",
        "{'patch':[{'op':'copy','path':'/a'}]} | transform.patch[0].from: a JSON Pointer",
        "{'jsonata':'$','schema':1} | transform.schema: a JSON Schema is expected",
        "{'jsonata':'$','schema':{'type':'thing','pattern':'('}} | has a pattern that is none:"
            + " Unclosed group",
        "{'jsonata':'$','schema':{'$ref':'https://example.org/s'}} | transform.schema: $ref leads"
            + " to",
        "{'jsonata':'$','schema':{'$ref':'#/$defs/a'}} | transform.schema: has no #/$defs/a",
        "{'jsonata':'$','schema':{'$defs':{'a':{'$ref':'#/$defs/a'}}}} | must not contain itself",
        "{'jsonata':'$','schema':{'$dynamicRef':'#a'}} | $dynamicRef is not available",
        "{'jsonata':'$','schema':{'type':'strnig'}} | transform.schema: is no JSON Schema: /type",
        "{'jsonata':'$','schema':{'properties':{'a':{'required':'b'}}}} | transform.schema: is no"
            + " JSON Schema: /properties/a/required: string found, array expected",
        "{'jsonata':'$','schema':{'$schema':'http://json-schema.org/draft-07/schema#','type':'x'}}"
            + " | transform.schema: is no JSON Schema: /type",
        "{'jsonata':'$','schema':{'$schema':'https://example.org/none'}} | transform.schema",
        "{'jsonata':'$','schema':{'$schema':'classpath:application.yml'}} | transform.schema:"
            + " $schema",
      })
  void what_cannot_be_understood_is_a_problem(String form, String words) {
    TransformForm read = JSON.readValue(form.replace('\'', '"'), TransformForm.class);
    assertThatThrownBy(() -> Transformation.of(read, LIMIT))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(words);
  }

  @Test
  void small_schema_does_not_stand_for_a_large_one() {
    StringBuilder doubling = new StringBuilder("{\"$defs\":{\"d0\":{\"type\":\"string\"}");
    for (int n = 1; n < 40; n++) {
      String before = "{\"$ref\":\"#/$defs/d" + (n - 1) + "\"}";
      doubling.append(",\"d%d\":{\"allOf\":[%s,%s]}".formatted(n, before, before));
    }
    JsonNode schema = JSON.readTree(doubling.append("}}").toString());
    assertThatThrownBy(() -> Transformation.of(new TransformForm("$", null, schema), LIMIT))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("has more than 20000 parts");
  }
}
