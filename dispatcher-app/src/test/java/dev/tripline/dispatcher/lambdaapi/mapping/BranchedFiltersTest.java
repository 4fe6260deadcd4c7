package dev.tripline.dispatcher.lambdaapi.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// A filter of some hundred characters that stands for 4^14 rules, on every way in.
class BranchedFiltersTest {
  private static final String PATTERN =
      IntStream.range(0, 14)
          .mapToObj(i ->
              "\"k%d\":{\"$or\":[{\"a\":[1]},{\"b\":[1]},{\"c\":[1]},{\"d\":[1]}]}".formatted(i))
          .collect(Collectors.joining(",", "{", "}"));

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    Path key = Files.writeString(data.resolve("key"), "test");
    dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.aws.endpoints.sqs=http://127.0.0.1:1",
            "--tripline.aws.endpoints.kinesis=http://127.0.0.1:1",
            "--tripline.aws.endpoints.dynamodb=http://127.0.0.1:1",
            "--tripline.aws.access-key-id=test",
            "--tripline.aws.secret-access-key=file:" + key,
            "--tripline.connections.brokers.uri=kafkas://127.0.0.1:1",
            "--tripline.connections.rabbit.uri=amqp://127.0.0.1:1/shop");
    dispatcher.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:1/\"}");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'EventSourceArn':'arn:aws:sqs:us-east-1:000000000000:q'",
        "'EventSourceArn':'arn:aws:kinesis:us-east-1:000000000000:stream/s',"
            + "'StartingPosition':'LATEST'",
        "'EventSourceArn':'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-31T00:00:00.000',"
            + "'StartingPosition':'LATEST'",
        "'SelfManagedEventSource':{'Endpoints':{'KAFKA_BOOTSTRAP_SERVERS':['127.0.0.1:1']}},"
            + "'Topics':['orders'],'StartingPosition':'LATEST'",
      })
  void mapping_is_refused(String source) throws Exception {
    String filters = "\"FilterCriteria\":{\"Filters\":[{\"Pattern\":" + text(PATTERN) + "}]}";
    String body =
        "{'FunctionName':'sink','Enabled':false,%s,".formatted(source).replace('\'', '"')
            + filters
            + "}";
    HttpResponse<String> answer =
        dispatcher.send("POST", "/2015-03-31/event-source-mappings", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("Invalid filter pattern definition.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'kind':'sqs','queueArn':'arn:aws:sqs:us-east-1:000000000000:q'",
        "'kind':'kinesis','streamArn':'arn:aws:kinesis:us-east-1:000000000000:stream/s'",
        "'kind':'dynamodb','streamArn':"
            + "'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-31T00:00:00.000'",
        "'kind':'kafka','connection':'brokers','topics':['orders']",
        "'kind':'rabbitmq','connection':'rabbit','queue':'q'",
      })
  void trigger_is_refused(String source) throws Exception {
    for (String pattern : new String[] {PATTERN, text(PATTERN)}) {
      String body =
          "{'name':'t','function':'sink','paused':true,'source':{%s,'filters':["
                  .formatted(source)
                  .replace('\'', '"')
              + pattern
              + "]}}";
      HttpResponse<String> answer = dispatcher.send("POST", "/v1/triggers", body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("source.filters", "more than 1000 combinations");
    }
  }

  private static String text(String pattern) {
    return new JsonMapper().writeValueAsString(pattern);
  }
}
