package dev.tripline.dispatcher.function.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.endpoint.EndpointHeaders;
import dev.tripline.dispatcher.function.endpoint.EndpointSettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.resource.ResourceRules;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.MergePatch;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.settings.BoundSettings;
import dev.tripline.retry.RetryRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class FunctionRulesTest {
  private final FunctionRules rules =
      new FunctionRules(
          new EndpointRules(
              new GuardedHttp(List.of(), Duration.ofSeconds(1)),
              new EndpointHeaders(BoundSettings.of(EndpointSettings.class))),
          BoundSettings.of(SecretSettings.class),
          (destination, _) ->
              destination.startsWith("amqp:") ? Optional.empty() : Optional.of("not known"),
          RetryRules.AWS,
          new ResourceRules("orders-db"::equals));

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'name':'a b','url':'https://93.184.215.14' | name:",
        "'name':'a','url':'https://10.0.0.1' | private or reserved",
        "'name':'a','url':'gopher://93.184.215.14' | http://",
        "'name':'a','url':'https://93.184.215.14','timeoutSeconds':901 | timeoutSeconds",
        "'name':'a','url':'https://93.184.215.14','maxConcurrency':0 | maxConcurrency",
        "'name':'a','url':'https://93.184.215.14','resource':'cache' | there is no resource cache",
        "'name':'a','url':'https://93.184.215.14','maxPerSecond':-1 | maxPerSecond",
        "'name':'a','url':'https://93.184.215.14','headers':{'Host':'x'} | set by the dispatcher",
        "'name':'a','url':'https://93.184.215.14','headers':{'A B':'x'} | not the name of a header",
        "'name':'a','url':'https://93.184.215.14','headers':{'Authorization':'Bearer x'} |"
            + " reference",
        "'name':'a','url':'https://93.184.215.14','headers':{'X-A':'env:PATH'} | may only refer",
        "'name':'a','url':'https://93.184.215.14','headers':{'X-A':'file:/etc/passwd'} |"
            + " secret-directory",
        "'name':'a','url':'https://93.184.215.14','retry':{'maxRetries':1001} | retries",
        "'name':'a','url':'https://93.184.215.14','retry':{'maxAgeSeconds':59} | maximum age",
        "'name':'a','url':'https://93.184.215.14','retry':{'backoff':{'multiplier':0.5}} |"
            + " multiplier",
        "'name':'a','url':'https://93.184.215.14','destinations':{'onFailure':'sqs'} | not known",
        "'name':'a','timeoutSeconds':5 | settings of endpoints",
        "'name':'a','credentials':{'accessKeyId':'AKIA','secretAccessKey':'env:PATH'} | may only"
            + " refer",
        "'name':'a','url':'https://93.184.215.14','credentials':"
            + "{'accessKeyId':'AKIA','secretAccessKey':'secret:a'} | functions of packages",
      })
  void what_is_wrong_is_said(String members, String expected) {
    List<FieldError> objections = rules.objections(parse(members));
    assertThat(objections).singleElement().asString().contains(expected);
    assertThat(objections.toString()).doesNotContain("Bearer x");
  }

  @Test
  void a_full_registration_is_accepted_and_acts() {
    FunctionDocument document =
        parse(
            "'name':'billing','url':'https://93.184.215.14/x','timeoutSeconds':2.5,"
                + "'headers':{'Authorization':'env:TRIPLINE_SECRET_BILLING'},'maxConcurrency':5,"
                + "'retry':{'maxRetries':7,'maxAgeSeconds':600,'backoff':{'firstSeconds':0.5,'capSeconds':4},"
                + "'byErrorType':{'Endpoint.Status4*':{'maxRetries':0}}},"
                + "'destinations':{'deadLetter':'amqp://main//dead'}");
    assertThat(rules.objections(document)).isEmpty();
    var settings = document.overrides().over(RetryRules.AWS);
    assertThat(settings.rules().maxRetries()).isEqualTo(7);
    assertThat(settings.rules().maxAge()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.rules().functionError().delay(2, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.rules().ruleFor("Endpoint.Status404").maxRetries()).isZero();
    assertThat(settings.deadLetterTarget()).isEqualTo("amqp://main//dead");
    assertThat(document.toEndpoint().timeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(FunctionDocument.of(document.toEndpoint())).isEqualTo(document);
    assertThat(StrictJson.convert(StrictJson.toTree(document), FunctionDocument.class))
        .isEqualTo(document);
  }

  @Test
  void an_unknown_member_is_refused() {
    Assertions.assertThatThrownBy(() -> parse("'name':'a','url':'https://x','retries':3"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("retries");
  }

  @Test
  void a_merge_patch_changes_what_it_names() {
    ObjectNode target = StrictJson.toTree(parse("'name':'a','url':'https://x','maxConcurrency':5"));
    MergePatch.apply(
        target, object("{'maxConcurrency':null,'retry':{'backoff':{'firstSeconds':3}}}"));
    FunctionDocument changed = StrictJson.convert(target, FunctionDocument.class);
    assertThat(changed.maxConcurrency()).isNull();
    assertThat(changed.url()).isEqualTo("https://x");
    assertThat(changed.overrides().over(RetryRules.AWS).rules().functionError().first())
        .isEqualTo(Duration.ofSeconds(3));
  }

  private static FunctionDocument parse(String members) {
    return StrictJson.convert(object("{" + members + "}"), FunctionDocument.class);
  }

  private static ObjectNode object(String json) {
    return StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
