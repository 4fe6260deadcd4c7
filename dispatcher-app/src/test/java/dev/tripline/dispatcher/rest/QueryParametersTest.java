package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryParametersTest {
  private static final Set<String> KNOWN = Set.of("limit", "a b");

  @Test
  void known_ones_are_accepted_in_any_spelling() {
    assertThat(QueryParameters.objections(null, KNOWN)).isEmpty();
    assertThat(QueryParameters.objections("limit=1&a%20b=2&", KNOWN)).isEmpty();
  }

  @Test
  void unknown_and_repeated_ones_are_named() {
    assertThat(QueryParameters.objections("limt=1&limit=2&limit=3&%zz=1", KNOWN))
        .map(FieldError::toString)
        .containsExactly(
            "limt: is not known here", "limit: is given twice", "%zz: is not known here");
  }
}
