package dev.tripline.examples.eventorigin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.sdk.json.PayloadMapper;
import dev.tripline.sdk.testing.FakeContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventOriginTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'Records':[{'EventSource':'aws:sns','Sns':{'Message':'hello'}}]}|a topic|hello",
        "{'Records':[{'eventName':'ObjectCreated:Put','s3':{'object':{'key':'a.csv'}}}]}|a"
            + " bucket|ObjectCreated:Put a.csv",
        "{'specversion':'1.0','type':'order.placed'}|a CloudEvent|order.placed",
        "{'requestContext':{},'routeKey':'GET /a/{b}','rawPath':'/a/1'}|a route|/a/1",
        "{'requestContext':{},'routeKey':'$default','rawPath':'/'}|a function URL|/",
        "{'detail-type':'Scheduled Event','time':'2026-01-01T00:00:00Z'}|a"
            + " schedule|2026-01-01T00:00:00Z",
        "{'detail-type':'order','detail':{'total':250}}|an event bus|order {total=250}",
        "{'a':1}|a caller|{a=1}",
        "{'Records':[]}|a caller|{Records=[]}"
      },
      quoteCharacter = '"')
  void origin_is_known_by_the_shape(String event, String origin, String says) {
    Object json =
        PayloadMapper.standard()
            .read(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Map.class);
    @SuppressWarnings("unchecked")
    var read = (Map<String, @Nullable Object>) Objects.requireNonNull(json);
    assertThat(
            new EventOrigin().handleRequest(read, new FakeContext("r", 1, Duration.ofSeconds(3))))
        .containsEntry("origin", origin)
        .containsEntry("says", says);
  }
}
