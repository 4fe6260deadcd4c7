package dev.tripline.dispatcher.trigger.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceTraits.Shape;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TriggerWarningsTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

  private final Map<String, AsyncSettings> functions = new HashMap<>();
  private final TriggerLoops loops =
      new TriggerLoops(
          text -> Optional.of(FunctionTarget.latest(text.substring(text.lastIndexOf(':') + 1))),
          function -> functions.getOrDefault(function.name(), AsyncSettings.NONE),
          new AccountSettings("000000000000", "us-east-1"));

  /// A source of which only the kind matters.
  private record Source(SourceTraits traits) implements TriggerSource {}

  private static Trigger trigger(
      String name, String kind, Shape shape, String function, String form) {
    return new Trigger(
        name,
        name,
        FunctionTarget.latest(function),
        false,
        (ObjectNode) JsonMapper.shared().readTree(form.replace('\'', '"')),
        new Source(new SourceTraits(kind, Set.of(), shape, TimeoutLimit.NONE)),
        Trigger.Sharing.NONE,
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "kafka | STREAM | {} | for ever",
        "kafka | STREAM | {'maxRetries':-1,'maxRecordAgeSeconds':-1} | for ever",
        "kafka | STREAM | {'maxRetries':3} |",
        "kafka | STREAM | {'maxRecordAgeSeconds':60} |",
        "kafka | STREAM | {'onFailure':'kafka://dead'} |",
        "sqs | QUEUE | {} |",
        "sqs | QUEUE | {'filters':[{'body':{'a':[1]}}]} |",
        "sqs | QUEUE | {'filters':['{\\'body\\':[1]}']} |",
        "sqs | QUEUE | {'filters':[{'data':{'a':[1]}}]} | no record of a sqs source has a member"
            + " data",
        "sqs | QUEUE | {'filters':[{'data':{'a':[1]}}]} | no filter can match",
        "sqs | QUEUE | {'filters':[{'data':[{'exists':false}]}]} |",
        "sqs | QUEUE | {'filters':[{'$or':[{'body':['a']},{'body':['b']}]}]} |",
        "kinesis | STREAM | {'maxRetries':1,'filters':[{'partitionKey':['a']}]} |",
        "rabbitmq | QUEUE | {'filters':[{'value':['a']}]} | a rabbitmq source has a member value",
        "unknown | QUEUE | {'filters':[{'value':['a']}]} |",
      })
  void risky_settings_are_told_in_words(
      String kind, Shape shape, String form, @Nullable String words) {
    List<String> warnings =
        TriggerRisks.of(trigger("t", kind, shape, "f", form.replace("\\'", "\\\"")));
    if (words == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(String.join("; ", warnings)).contains(words);
    }
  }

  @Test
  void one_of_two_filters_that_matches_is_enough() {
    assertThat(
            TriggerRisks.of(
                trigger(
                    "t", "sqs", Shape.QUEUE, "f", "{'filters':[{'data':['a']},{'body':['a']}]}")))
        .hasSize(1);
  }

  private void destinations(String function, @Nullable String success, @Nullable String failure) {
    functions.put(function, new AsyncSettings(RetryRules.AWS, success, failure, null));
  }

  @Test
  void functions_that_are_destinations_of_one_another_are_a_circle() {
    Trigger folder = trigger("inbox", "folder", Shape.PUSH, "a", "{}");
    destinations("a", ARN + "b", null);
    destinations("b", null, ARN + "a");
    assertThat(loops.of(folder, List.of(folder)))
        .containsExactly("function a", "function b", "function a");
  }

  @Test
  void chain_of_functions_with_an_end_is_none() {
    Trigger folder = trigger("inbox", "folder", Shape.PUSH, "a", "{}");
    destinations("a", ARN + "b", ARN + "b");
    destinations("b", ARN + "c", "arn:aws:sqs:us-east-1:000000000000:dead");
    assertThat(loops.of(folder, List.of(folder))).isEmpty();
  }

  /// Destinations of a function are those of asynchronous invocations, which batches are not.
  @Test
  void function_of_a_queue_has_no_destinations() {
    Trigger queue = trigger("orders", "sqs", Shape.QUEUE, "a", "{}");
    destinations("a", ARN + "a", null);
    assertThat(loops.of(queue, List.of(queue))).isEmpty();
  }

  @Test
  void failures_that_go_to_the_topic_of_another_and_back_are_a_circle() {
    String cluster = "'bootstrapServers':['one:9092'],";
    Trigger orders =
        trigger(
            "orders",
            "kafka",
            Shape.STREAM,
            "a",
            "{" + cluster + "'topic':'orders','onFailure':'kafka://again'}");
    Trigger again =
        trigger(
            "again",
            "kafka",
            Shape.STREAM,
            "a",
            "{" + cluster + "'topic':'again','onFailure':'kafka://orders'}");
    Trigger elsewhere =
        trigger(
            "elsewhere",
            "kafka",
            Shape.STREAM,
            "a",
            "{'bootstrapServers':['two:9092'],'topic':'again','onFailure':'kafka://orders'}");
    assertThat(loops.of(orders, List.of(orders, again)))
        .containsExactly("trigger orders", "trigger again", "trigger orders");
    assertThat(loops.of(orders, List.of(orders, elsewhere))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "topic | {'topic':'news'} | arn:aws:sns:us-east-1:000000000000:news",
        "sns | {'topics':['arn:aws:sns:eu-west-1:123456789012:news']} |"
            + " arn:aws:sns:eu-west-1:123456789012:news",
        "event-bus | {'bus':'orders','pattern':{'detail-type':[{'prefix':'Lambda'}]}} |"
            + " arn:aws:events:us-east-1:000000000000:event-bus/orders",
        "event-bus | {'pattern':{'source':['shop','lambda']}} |"
            + " arn:aws:events:us-east-1:000000000000:event-bus/default",
        "event-bus | {'rule':'all','target':'1'} |"
            + " arn:aws:events:us-east-1:000000000000:event-bus/default",
        "s3-listing | {'bucket':'failed'} | arn:aws:s3:::failed",
      })
  void function_whose_results_come_back_to_it_is_a_circle(
      String kind, String form, String destination) {
    Trigger back = trigger("back", kind, Shape.PUSH, "a", form);
    destinations("a", null, destination);
    assertThat(loops.of(back, List.of(back)))
        .containsExactly("trigger back", "function a", "trigger back");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "topic | {'topic':'other'}",
        "event-bus | {'bus':'other','pattern':{'source':['lambda']}}",
        "event-bus | {'pattern':{'source':['shop']}}",
        "event-bus | {'pattern':'{\\'source\\':[\\'shop\\']}'}",
      })
  void results_that_go_elsewhere_or_are_not_wanted_are_none(String kind, String form) {
    Trigger back = trigger("back", kind, Shape.PUSH, "a", form.replace("\\'", "\\\""));
    destinations(
        "a",
        "arn:aws:events:us-east-1:000000000000:event-bus/default",
        "arn:aws:sns:us-east-1:000000000000:news");
    assertThat(loops.of(back, List.of(back))).isEmpty();
  }

  @Test
  void functions_that_reach_one_another_by_a_topic_and_a_bus_are_a_circle() {
    Trigger news = trigger("news", "topic", Shape.PUSH, "a", "{'topic':'news'}");
    Trigger events =
        trigger("events", "event-bus", Shape.PUSH, "b", "{'pattern':{'source':['lambda']}}");
    destinations("a", "arn:aws:events:us-east-1:000000000000:event-bus/default", null);
    destinations("b", null, "arn:aws:sns:us-east-1:000000000000:news");
    assertThat(loops.of(events, List.of(news, events)))
        .containsExactly(
            "trigger events", "function b", "trigger news", "function a", "trigger events");
  }

  @Test
  void function_whose_failures_go_to_a_queue_that_is_read_is_none() {
    String dead = "arn:aws:sqs:us-east-1:000000000000:dead";
    Trigger folder = trigger("inbox", "folder", Shape.PUSH, "a", "{}");
    Trigger queue = trigger("dead", "sqs", Shape.QUEUE, "a", "{'queueArn':'" + dead + "'}");
    destinations("a", null, dead);
    assertThat(loops.of(folder, List.of(folder, queue))).isEmpty();
  }
}
