package dev.tripline.delivery.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The clauses that explain why a record was dropped. In the table a single quote stands for a double one;
/// a clause is written PATH=SEEN.
class FilterClausesTest {
  private static final EventFilters FILTERS = new EventFilters(FilterSettings.standard());

  private static List<FilterClauses.Unmet> unmet(
      FilteredSource source, String pattern, String record) {
    return FilterClauses.of(FILTERS, source, pattern)
        .unmet(record.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0} on {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      emptyValue = "",
      value = {
        "{'a':['x']} | {'a':'y'} | a='y'",
        "{'a':['x'],'b':['y']} | {'a':'x','b':'z'} | b='z'",
        "{'a':['x'],'b':['y']} | {'a':'w','b':'z'} | a='w' b='z'",
        "{'a':{'b':{'c':[{'numeric':['>',5]}]}}} | {'a':{'b':{'c':4}}} | a.b.c=4",
        "{'a':{'b':['x']}} | {'a':{}} | a.b=null",
        "{'a':{'b':['x']}} | {'c':1} | a.b=null",
        "{'a':[{'exists':false}]} | {'a':1} | a=1",
        "{'a':['x'],'$or':[{'b':['y']},{'c':['z']}]} | {'a':'x','b':'n','c':'n'} |"
            + " $or={'a':'x','b':'n','c':'n'}",
        "{'body':{'state':['paid']}} | {'body':'{\\'state\\':\\'open\\'}'} | body.state='open'",
        "{'a':['x']} | {'a':'x'} | \"\"",
      })
  void clauses_that_do_not_match_are_found(String pattern, String record, String found) {
    String unmet =
        unmet(
                FilteredSource.plain("body"),
                pattern.replace('\'', '"'),
                record.replace("\\'", "\\\"").replace('\'', '"'))
            .stream()
            .map(clause -> clause.path() + "=" + clause.seen())
            .reduce("", (all, one) -> all.isEmpty() ? one : all + " " + one);
    assertThat(unmet.replace('"', '\'')).isEqualTo(found == null ? "" : found);
  }

  @Test
  void data_in_base64_is_shown_decoded() {
    String data = Base64.getEncoder().encodeToString("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
    assertThat(
            unmet(
                FilteredSource.encoded("data"),
                "{\"data\":{\"n\":[2]}}",
                "{\"data\":\"%s\"}".formatted(data)))
        .containsExactly(new FilterClauses.Unmet("data.n", "[2]", "1"));
  }
}
