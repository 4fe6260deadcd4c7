package dev.tripline.delivery.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The operators and the drop rules of "Lambda event filtering", as tables. In the tables a single
/// quote stands for a double one.
class EventFiltersTest {
  private final EventFilters filters = new EventFilters(FilterSettings.standard());

  @ParameterizedTest(name = "{0} on {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // null, empty, equals
        "{'a':[null]} | {'a':null} | true",
        "{'a':[null]} | {'a':''} | false",
        "{'a':[null]} | {} | false",
        "{'a':['']} | {'a':''} | true",
        "{'a':['x']} | {'a':'x'} | true",
        "{'a':['x']} | {'a':'X'} | false",
        "{'a':['x','y']} | {'a':'y'} | true",
        "{'a':['x']} | {'a':['z','x']} | true",
        "{'a':[true]} | {'a':true} | true",
        "{'a':[true]} | {'a':'true'} | false",
        "{'a':[{'equals-ignore-case':'alice'}]} | {'a':'ALICE'} | true",
        // numbers are compared by their values
        "{'a':[300]} | {'a':300} | true",
        "{'a':[300]} | {'a':300.0} | true",
        "{'a':[300.0]} | {'a':300} | true",
        "{'a':[3.0e2]} | {'a':300.0} | true",
        "{'a':[300]} | {'a':3e2} | true",
        "{'a':[300]} | {'a':300.000001} | false",
        "{'a':[300.0]} | {'a':300.0} | true",
        "{'a':[300]} | {'a':'300'} | false",
        "{'a':['300']} | {'a':300} | false",
        "{'a':[300]} | {'a':[1,300]} | true",
        "{'a':{'b':[300]}} | {'a':[{'b':1},{'b':300}]} | true",
        "{'a':[12345678901234567890]} | {'a':12345678901234567891} | false",
        "{'a':[{'anything-but':300}]} | {'a':300} | false",
        "{'a':[{'anything-but':[300,5]}]} | {'a':5} | false",
        "{'a':[{'anything-but':[300]}]} | {'a':301} | true",
        "{'a':[{'anything-but':300}]} | {'a':300.0} | false",
        "{'a':[{'numeric':['=',300]}]} | {'a':300.0} | true",
        "{'a':[{'numeric':['>',10,'<=',20]}]} | {'a':20} | true",
        "{'a':[{'numeric':['>',10,'<=',20]}]} | {'a':10} | false",
        "{'a':[{'numeric':['>',10]}]} | {'a':'11'} | false",
        "{'a':[5,{'numeric':['>',10]}]} | {'a':5.0} | true",
        // and, or, or on several fields
        "{'a':['x'],'b':['y']} | {'a':'x','b':'y'} | true",
        "{'a':['x'],'b':['y']} | {'a':'x'} | false",
        "{'$or':[{'a':['x']},{'b':['y']}]} | {'b':'y'} | true",
        "{'$or':[{'a':['x']},{'b':['y']}]} | {'a':'y','b':'x'} | false",
        "{'$or':[{'a':['x']},{'b':[1]}],'c':[2]} | {'b':1,'c':2} | true",
        "{'$or':[{'a':['x']},{'b':[1]}],'c':[2]} | {'b':1,'c':3} | false",
        "{'$or':[{'a':['x']}]} | {'a':'x'} | true",
        "{'$or':[{'a':['x']}],'c':[2]} | {'a':'x'} | false",
        "{'d':{'$or':[{'a':['x']},{'b':['y']}]}} | {'d':{'b':'y'}} | true",
        // not, exists, begins, ends
        "{'a':[{'anything-but':['x','y']}]} | {'a':'z'} | true",
        "{'a':[{'anything-but':['x','y']}]} | {'a':'y'} | false",
        "{'a':[{'anything-but':'x'}]} | {'a':'x'} | false",
        "{'a':[{'exists':true}]} | {'a':null} | true",
        "{'a':[{'exists':true}]} | {'b':1} | false",
        "{'a':[{'exists':false}]} | {'b':1} | true",
        "{'a':[{'exists':false}]} | {'a':1} | false",
        "{'a':[{'exists':true}]} | {'a':{'b':1}} | false",
        "{'a':[{'prefix':'us-'}]} | {'a':'us-east-1'} | true",
        "{'a':[{'prefix':'us-'}]} | {'a':'eu-west-1'} | false",
        "{'a':[{'prefix':{'equals-ignore-case':'US-'}}]} | {'a':'us-east-1'} | true",
        "{'a':[{'suffix':'.png'}]} | {'a':'b.png'} | true",
        // the last of equal names counts
        "{'a':[1],'a':[2]} | {'a':2} | true",
        "{'a':[1],'a':[2]} | {'a':1} | false",
        "{'a':[1]} | {'a':2,'a':1} | true",
        "{'a':[1]} | {'a':1,'a':2} | false",
      })
  void operator(String pattern, String body, boolean wanted) {
    assertThat(sqs("{'body':" + pattern + "}", body)).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "{0} on {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'body':['hello']} | hello | true",
        "{'body':[{'prefix':'he'}]} | hello | true",
        "{'body':['hello']} | world | false",
        "{'body':['5']} | 5 | true",
        "{'body':{'a':[1]}} | hello | false",
        "{'body':{'a':[1]}} | 5 | false",
        "{'body':['hello']} | {'a':1} | false",
        "{'body':[{'prefix':'{'}]} | {'a':1} | false",
        "{'eventSource':['aws:sqs']} | hello | true",
        "{'eventSource':['aws:sqs']} | {'a':1} | true",
        "{'eventSource':['aws:s3']} | {'a':1} | false",
        "{'body':{'a':[1]},'eventSource':['aws:sqs']} | {'a':1} | true",
        "{'$or':[{'body':{'a':[1]}},{'body':['hello']}]} | hello | true",
        "{'$or':[{'body':{'a':[1]}},{'eventSource':['aws:sqs']}]} | hello | true",
        "{'$or':[{'body':{'a':[1]}},{'eventSource':['aws:s3']}]} | hello | false",
        "{'$or':[{'body':{'a':[1]}},{'body':{'b':[1]}}],'body':{'c':[1]}} | {'b':1,'c':1} | true",
        "{'$or':[{'body':{'a':[1]}},{'body':{'b':[1]}}],'body':{'c':[1]}} | {'b':1} | false",
      })
  void sqs_message_of_another_form_is_dropped(String pattern, String body, boolean wanted) {
    assertThat(sqs(pattern, body)).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "{0} on {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'data':{'a':[1]}} | {'a':1} | true",
        "{'data':{'a':[1]}} | {'a':2} | false",
        "{'data':{'a':[1]}} | hello | false",
        "{'data':{'a':[1]}} | BYTES | false",
        "{'partitionKey':['k']} | hello | true",
        "{'partitionKey':['k']} | BYTES | true",
        "{'partitionKey':['other']} | {'a':1} | false",
        "{'kinesis':{'partitionKey':['k']},'data':{'a':[1]}} | {'a':1} | true",
      })
  void kinesis_record_of_another_form_is_dropped(String pattern, String data, boolean wanted) {
    String record = "{'kinesis':{'partitionKey':'k','data':'" + base64(json(data)) + "'}}";
    assertThat(matches(FilteredSources.KINESIS, pattern, json(record))).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "{0} on {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'value':{'a':[1]}} | {'a':1} | true",
        "{'value':{'a':[1]}} | {'a':2} | false",
        "{'value':['hello']} | hello | true",
        "{'value':['hello']} | world | false",
        "{'value':{'a':[1]}} | hello | true",
        "{'value':['hello']} | {'a':1} | true",
        "{'value':{'a':[1]},'topic':['t']} | hello | true",
        "{'value':{'a':[1]},'topic':['u']} | hello | false",
        "{'value':{'a':[1]},'topic':['t']} | BYTES | true",
        "{'value':['hello'],'topic':['u']} | BYTES | false",
        "{'key':['k']} | {'a':1} | true",
        "{'key':['l']} | {'a':1} | false",
        "{'key':['l'],'value':{'a':[1]}} | hello | false",
        "{'key':['k'],'value':{'a':[1]}} | hello | true",
        "{'key':{'id':[7]},'value':{'a':[1]}} | hello | true",
        "{'key':{'id':[7]},'value':{'a':[1]}} | {'a':2} | false",
      })
  void kafka_record_of_another_form_is_filtered_by_the_rest(
      String pattern, String value, boolean wanted) {
    String record =
        "{'topic':'t','key':'" + base64("k") + "','value':'" + base64(json(value)) + "'}";
    assertThat(matches(FilteredSources.KAFKA, pattern, json(record))).isEqualTo(wanted);
  }

  @Test
  void kafka_tombstone_is_of_another_form_than_json_and_asked_as_it_is_otherwise() {
    String tombstone = json("{'topic':'t','value':null}");
    assertThat(matches(FilteredSources.KAFKA, "{'value':{'a':[1]}}", tombstone)).isTrue();
    assertThat(matches(FilteredSources.KAFKA, "{'value':[null]}", tombstone)).isTrue();
    assertThat(matches(FilteredSources.KAFKA, "{'value':['x']}", tombstone)).isFalse();
  }

  @Test
  void rabbit_message_is_filtered_by_its_data() {
    String record = json("{'redelivered':false,'data':'" + base64("{\"a\":1}") + "'}");
    assertThat(matches(FilteredSources.RABBITMQ, "{'data':{'a':[1]}}", record)).isTrue();
    assertThat(matches(FilteredSources.RABBITMQ, "{'data':{'a':[2]}}", record)).isFalse();
    assertThat(matches(FilteredSources.RABBITMQ, "{'data':['text']}", record)).isTrue();
  }

  @Test
  void dynamodb_record_is_filtered_by_its_image() {
    String record =
        json(
            "{'eventName':'INSERT','dynamodb':{'SizeBytes':40,"
                + "'NewImage':{'price':{'N':'5'},'name':{'S':'x'}}}}");
    String pattern = "{'eventName':['INSERT'],'dynamodb':{'NewImage':{'price':{'N':['5']}}}}";
    assertThat(matches(FilteredSources.DYNAMODB, pattern, record)).isTrue();
    String size = "{'dynamodb':{'SizeBytes':[{'numeric':['>',30]}]}}";
    assertThat(matches(FilteredSources.DYNAMODB, size, record)).isTrue();
    String number = "{'dynamodb':{'NewImage':{'price':{'N':[5]}}}}";
    assertThat(matches(FilteredSources.DYNAMODB, number, record)).isFalse();
    String numeric = "{'dynamodb':{'NewImage':{'price':{'N':[{'numeric':['>',1]}]}}}}";
    assertThat(matches(FilteredSources.DYNAMODB, numeric, record)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SQS | nope",
        "SQS | []",
        "SQS | {}",
        "SQS | {'body':{}}",
        "SQS | {'body':[]}",
        "SQS | {'body':'x'}",
        "SQS | {'body':[[1]]}",
        "SQS | {'body':{'a':[1]}} x",
        "SQS | {'body':{'a':[{'wildcard':'a*'}]}}",
        "SQS | {'body':{'a':[{'cidr':'10.0.0.0/8'}]}}",
        "SQS | {'body':{'a':[{'unheard-of':1}]}}",
        "SQS | {'body':{'a':[{'prefix':'a','suffix':'b'}]}}",
        "SQS | {'body':{'a':[{'anything-but':{'prefix':'a'}}]}}",
        "SQS | {'body':{'a':[{'anything-but':[['a']]}]}}",
        "SQS | {'body':{'a':[{'anything-but':['a',1]}]}}",
        "SQS | {'body':{'a':[{'numeric':['>','5']}]}}",
        "SQS | {'body':{'a':[{'numeric':['~',5]}]}}",
        "SQS | {'body':{'a':[{'exists':'yes'}]}}",
        "SQS | {'$or':[]}",
        "SQS | {'$or':['a']}",
        "SQS | {'$or':{'a':[1]}}",
        "SQS | {'$or':[{'prefix':'a'},{'b':[1]}]}",
        "SQS | {'$or':[{'a':[1]}],'a':[2]}",
        "KINESIS | {'data':['text']}",
        "DYNAMODB | {'dynamodb':['text']}",
      })
  void what_cannot_be_used_is_refused(String source, String pattern) {
    assertThatThrownBy(() -> filters.compile(FilteredSources.of(source), List.of(json(pattern))))
        .isInstanceOf(InvalidFilterException.class)
        .hasMessage("Invalid filter pattern definition.");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void any_of_several_patterns_lets_a_record_in(int count) {
    List<String> patterns = Collections.nCopies(count, json("{'body':['other']}"));
    EventFilter filter = filters.compile(FilteredSources.SQS, patterns);
    assertThat(filter.matches(bytes(json("{'body':'other'}")))).isTrue();
    assertThat(filter.matches(bytes(json("{'body':'none'}")))).isFalse();
    assertThat(filters.compile(FilteredSources.SQS, List.of())).isSameAs(EventFilter.ALL);
  }

  /// @param ors keys of a pattern, each with a `$or` of its own
  private static String combinations(int ors, int branches) {
    StringBuilder pattern = new StringBuilder("{");
    for (int i = 0; i < ors; i++) {
      pattern.append(i == 0 ? "" : ",").append("'k").append(i).append("':{'$or':[");
      for (int j = 0; j < branches; j++) {
        pattern.append(j == 0 ? "" : ",").append("{'").append((char) ('a' + j)).append("':[1]}");
      }
      pattern.append("]}");
    }
    return pattern.append('}').toString().replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource({"14, 4", "7, 4", "10, 2", "32, 2", "4, 6", "2, 32"})
  void combinations_beyond_a_thousand_are_refused_before_they_are_made(int ors, int branches) {
    for (FilteredSource source :
        List.of(
            FilteredSources.SQS,
            FilteredSources.KINESIS,
            FilteredSources.DYNAMODB,
            FilteredSources.KAFKA,
            FilteredSources.RABBITMQ)) {
      String pattern = combinations(ors, branches);
      String below = "{\"" + source.dataFields().getFirst() + "\":" + pattern + "}";
      for (String each : List.of(pattern, below)) {
        assertThatThrownBy(() -> filters.compile(source, List.of(each)))
            .isInstanceOfSatisfying(
                InvalidFilterException.class,
                e -> {
                  assertThat(e).hasMessage("Invalid filter pattern definition.");
                  assertThat(e.detail()).contains("more than 1000 combinations");
                });
      }
    }
  }

  @Test
  void combinations_of_branches_within_branches_and_of_all_patterns_count() {
    String nested = "{'$or':[%s,{'x':[2]}]}".formatted(combinations(9, 2)).replace('\'', '"');
    assertThat(filters.compile(FilteredSources.SQS, List.of(nested))).isNotNull();
    assertThatThrownBy(() -> filters.compile(FilteredSources.SQS, List.of(nested, nested)))
        .isInstanceOf(InvalidFilterException.class);
    String deep = "{'$or':[%s,%s]}".formatted(nested, nested.replace("k", "q")).replace('\'', '"');
    assertThatThrownBy(() -> filters.compile(FilteredSources.SQS, List.of(deep)))
        .isInstanceOf(InvalidFilterException.class);
  }

  @Test
  void ranges_in_many_combinations_are_refused() {
    String ranges = combinations(9, 2).replace("[1]", "[{\"numeric\":[\">\",1.5]}]");
    assertThatThrownBy(() -> filters.compile(FilteredSources.KAFKA, List.of(ranges)))
        .isInstanceOfSatisfying(
            InvalidFilterException.class, e -> assertThat(e.detail()).contains("numeric ranges"));
    String few = combinations(4, 2).replace("[1]", "[{\"numeric\":[\">\",1.5]}]");
    assertThat(filters.compile(FilteredSources.KAFKA, List.of(few))).isNotNull();
  }

  @Test
  void too_many_too_long_and_too_branched_patterns_are_refused() {
    String pattern = json("{'body':['x']}");
    assertThatThrownBy(() -> filters.compile(FilteredSources.SQS, Collections.nCopies(6, pattern)))
        .isInstanceOf(InvalidFilterException.class);
    String longest = json("{'body':['" + "x".repeat(4_096 - 13) + "']}");
    assertThat(longest).hasSize(4_096);
    assertThat(filters.compile(FilteredSources.SQS, List.of(longest))).isNotNull();
    assertThatThrownBy(() -> filters.compile(FilteredSources.SQS, List.of(longest + " ")))
        .isInstanceOf(InvalidFilterException.class);
    String branches = String.join(",", Collections.nCopies(65, "{'body':{'a':[1]}}"));
    String branched = json("{'$or':[" + branches + "]}");
    assertThatThrownBy(() -> filters.compile(FilteredSources.SQS, List.of(branched)))
        .isInstanceOf(InvalidFilterException.class);
  }

  private boolean sqs(String pattern, String body) {
    String quoted = json(body).replace("\"", "\\\"");
    String record = "{\"eventSource\":\"aws:sqs\",\"body\":\"" + quoted + "\"}";
    return matches(FilteredSources.SQS, pattern, record);
  }

  private boolean matches(FilteredSource source, String pattern, String record) {
    return filters.compile(source, List.of(json(pattern))).matches(bytes(record));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /// `BYTES` stands for bytes that are no text.
  private static String base64(String text) {
    byte[] bytes = text.equals("BYTES") ? new byte[] {(byte) 0xff, (byte) 0xfe} : bytes(text);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
