package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// The table of RFC 7396, appendix A, as far as its documents are objects.
class MergePatchTest {

  @ParameterizedTest(name = "{0} + {1} = {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b'} | {'a':null} | {}",
        "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
        "{'a':['b']} | {'a':'c'} | {'a':'c'}",
        "{'a':'c'} | {'a':['b']} | {'a':['b']}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "{'e':null} | {'a':1} | {'e':null,'a':1}",
        "{'a':'foo'} | {'a':{'b':{'c':null}}} | {'a':{'b':{}}}",
        "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void patch_changes_what_it_names(String target, String patch, String result) {
    ObjectNode changed = object(target);
    ObjectNode given = object(patch);
    MergePatch.apply(changed, given);
    assertThat(changed).isEqualTo(object(result));
    assertThat(given).isEqualTo(object(patch));
  }

  private static ObjectNode object(String json) {
    return StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
