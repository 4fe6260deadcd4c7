package dev.tripline.cli.template;

import static dev.tripline.cli.template.Plans.TEMPLATES;
import static dev.tripline.cli.template.Plans.account;
import static dev.tripline.cli.template.Plans.function;
import static dev.tripline.cli.template.Plans.functions;
import static dev.tripline.cli.template.Plans.json;
import static dev.tripline.cli.template.Plans.left;
import static dev.tripline.cli.template.Plans.read;
import static dev.tripline.cli.template.Plans.sources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Plan.Code;
import dev.tripline.cli.template.Plan.Extras;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.Mapping;
import dev.tripline.cli.template.Plan.Trigger;
import dev.tripline.cli.template.cloudformation.SamTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What templates are read as.
class TemplatesTest {
  private static Plan sam(Map<String, String> parameters) {
    return SamTemplate.plan(read("shop.yaml"), account(true, parameters));
  }

  @Test
  void functions_of_sam_have_what_globals_functions_and_conditions_give_them() {
    Plan plan = sam(Map.of("Alarms", "night"));
    assertThat(functions(plan)).containsOnlyKeys("dev-take", "Inline");
    Function take = function(plan, "dev-take");
    assertThat(take.code()).isEqualTo(new Code.Packed(TEMPLATES.resolve("take")));
    Json settings = Json.read(Json.write(take.settings())).orElseThrow();
    assertThat(settings.get("Runtime").text()).isEqualTo("python3.12");
    assertThat(settings.get("Timeout").text()).isEqualTo("10");
    assertThat(settings.get("MemorySize").text()).isEqualTo("256");
    assertThat(settings.get("Layers").items().getFirst().text())
        .isEqualTo("arn:aws:lambda:eu-central-1:000000000000:layer:shared-dev");
    assertThat(settings.get("Environment").get("Variables").raw())
        .isEqualTo(
            Map.of(
                "STAGE", "dev",
                "LIMIT", "100",
                "TABLE", "Orders",
                "QUEUE", "arn:aws:sqs:eu-central-1:000000000000:work-dev",
                "ALARMS", "night"));
    assertThat(take.extras())
        .isEqualTo(
            new Extras("live", 5L, take.extras().invokeConfig(), Map.of("AuthType", "NONE")));
    assertThat(json(take.extras().invokeConfig()))
        .isEqualTo(
            "{\"MaximumRetryAttempts\":1,\"DestinationConfig\":{\"OnFailure\":{\"Destination\":"
                + "\"arn:aws:sqs:eu-central-1:000000000000:work-dev\"}}}");
    Function inline = function(plan, "Inline");
    assertThat(inline.code())
        .isEqualTo(new Code.Inline("index.py", "def handler(event, context): return 'inline'"));
    assertThat(inline.settings())
        .containsEntry("Role", "arn:aws:iam::000000000000:role/Rights")
        .containsEntry("Tags", Map.of("team", "shop"));
  }

  @Test
  void conditions_and_parameters_of_sam_are_the_callers() {
    Plan plan = sam(Map.of("Alarms", "night", "Stage", "prod"));
    assertThat(functions(plan)).containsOnlyKeys("prod-take", "Inline", "OnlyProd");
    assertThat(left(sam(Map.of())))
        .hasEntrySatisfying(
            "Take.Environment.Variables.ALARMS",
            why -> assertThat(why).contains("--parameter Alarms=…"));
  }

  @Test
  void events_of_sam_are_mappings_and_triggers() {
    Plan plan = sam(Map.of("Alarms", "night"));
    assertThat(plan.mappings())
        .extracting(Mapping::where)
        .containsExactly("Take.Events.Queue", "Mapped");
    assertThat(plan.mappings().getFirst().members())
        .isEqualTo(
            Map.of(
                "EventSourceArn",
                "arn:aws:sqs:eu-central-1:000000000000:work-dev",
                "FunctionName",
                "dev-take:live",
                "BatchSize",
                plan.mappings().getFirst().members().get("BatchSize"),
                "FunctionResponseTypes",
                List.of("ReportBatchItemFailures")));
    assertThat(sources(plan))
        .containsEntry(
            "dev-take-Api",
            "{\"kind\":\"route\",\"method\":\"GET\",\"path\":\"/orders/{id}\","
                + "\"payload\":\"1.0\",\"auth\":\"none\"}")
        .containsEntry(
            "dev-take-Web",
            "{\"kind\":\"route\",\"method\":\"ANY\",\"path\":\"/{proxy+}\","
                + "\"payload\":\"2.0\",\"auth\":\"none\"}")
        .containsEntry(
            "dev-take-Nightly",
            "{\"kind\":\"schedule\",\"expression\":\"rate(1 day)\",\"input\":{\"job\":\"night\"}}")
        .containsEntry(
            "dev-take-Told",
            "{\"kind\":\"topic\",\"topic\":\"News\",\"filterPolicy\":{\"kind\":[\"book\"]}}")
        .containsEntry(
            "dev-take-Seen",
            "{\"kind\":\"event-bus\",\"pattern\":{\"source\":[\"shop\"]},"
                + "\"input\":{\"path\":\"$.detail\"}}")
        .containsEntry(
            "dev-take-Dropped",
            "{\"kind\":\"s3\",\"events\":[\"s3:ObjectCreated:*\"],\"buckets\":[\"Drops\"],"
                + "\"suffix\":\".jpg\"}")
        .containsEntry("Tick-one", "{\"kind\":\"schedule\",\"expression\":\"rate(5 minutes)\"}");
    assertThat(plan.triggers())
        .filteredOn(Trigger::paused)
        .extracting(Trigger::name)
        .containsExactly("dev-take-Nightly");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Take.Environment.Variables.ENDPOINT | CloudFormation only
          Take.Events.Stream                  | Stream is not known
          Take.Events.Signed                  | Cognito is not read
          Take.Events.Dropped.Bucket          | /v1/events/dev-take-Dropped
          Take.EventInvokeConfig.OnSuccess    | SAM would make one
          Take.Policies                       | dispatcher's settings
          Built                               | push it to a registry
          Orders                              | is not read
          Work                                | no part of the dispatcher
          News                                | first subscription
          Rights                              | dispatcher's settings
          """)
  void what_sam_has_and_the_dispatcher_has_not_is_listed(String where, String why) {
    assertThat(left(sam(Map.of("Alarms", "night"))).get(where)).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [",
        "a: 1\na: 2",
        "a: &a [*a]",
        "a: !!java.net.URL http://127.0.0.1/",
        "a: {",
      })
  void what_is_no_template_is_refused_in_words(String text) {
    assertThatThrownBy(() -> TemplateFile.read(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void a_template_of_brackets_alone_is_refused_in_words() {
    assertThatThrownBy(() -> TemplateFile.read("a: " + "[".repeat(200_000)))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void maps_are_merged() {
    Json merged =
        TemplateFile.read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}");
    assertThat(merged.get("c").text()).isEqualTo("{\"x\":3,\"y\":1,\"z\":2}");
  }

  /// A function of SAM with these properties, and whatever else.
  private static Plan one(String properties, Map<String, String> parameters) {
    String template =
        """
        Parameters: { Seconds: { Type: Number }, Size: { Type: String, Default: "5" } }
        Resources:
          One:
            Type: AWS::Serverless::Function
            Properties: { Runtime: python3.12, Handler: index.handler, CodeUri: take, %s }
        """
            .formatted(properties);
    return SamTemplate.plan(TemplateFile.read(template), account(false, parameters));
  }

  @Test
  void numbers_and_switches_of_parameters_are_such() {
    String properties =
        "Timeout: !Ref Seconds, Environment: {Variables: {Timeout: !Ref Seconds}}, Events: {Queue:"
            + " {Type: SQS, Properties: {Queue: 'arn:aws:sqs:x', BatchSize: !Ref Size, Enabled:"
            + " 'false', ScalingConfig: {MaximumConcurrency: !Ref Size}}}}";
    Plan plan = one(properties, Map.of("Seconds", "7"));
    assertThat(json(function(plan, "One").settings()))
        .contains("\"Timeout\":7", "\"Variables\":{\"Timeout\":\"7\"}");
    assertThat(json(plan.mappings().getFirst().members()))
        .contains("\"BatchSize\":5", "\"Enabled\":false", "\"MaximumConcurrency\":5");
  }

  @Test
  void what_stands_in_another_store_or_is_named_by_the_stack_is_left_out() {
    String properties =
        "FunctionName: !Sub '${AWS::StackName}-one', Environment: {Variables: {KEY:"
            + " '{{resolve:ssm:/key}}', URL: 'a{{resolve:secretsmanager:b}}'}}";
    Plan plan = one(properties, Map.of());
    assertThat(json(function(plan, "One").settings())).contains("\"Variables\":{}");
    assertThat(left(plan))
        .containsKeys("One.Environment.Variables.KEY", "One.Environment.Variables.URL")
        .hasEntrySatisfying("One.FunctionName", why -> assertThat(why).contains("--stage NAME"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CodeUri: !ImportValue code",
        "CodeUri: { Bucket: !ImportValue store, Key: a.zip }",
        "CodeUri: !Sub '${Nowhere}/take'",
        "CodeUri: take, InlineCode: !Ref Nowhere",
        "ImageUri: !Ref Nowhere",
      })
  void a_function_of_sam_whose_code_is_not_known_is_left_out(String code) {
    String template =
        """
        Resources:
          One:
            Type: AWS::Serverless::Function
            Properties: { %s, Events: { Daily: { Type: Schedule } } }
          Shared:
            Type: AWS::Serverless::LayerVersion
            Properties: { ContentUri: !ImportValue code }
        """
            .formatted(code);
    Plan plan = SamTemplate.plan(TemplateFile.read(template), account(false, Map.of()));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(left(plan))
        .containsEntry("One", "its code is not known")
        .containsEntry("Shared", "its content is not known");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Sise  | 1     | there is no parameter Sise; there is Kinds, Size
          Size  | large | the parameter Size is one of 1, 2, not large
          Kinds | a,d   | the parameter Kinds is one of a, b, not a,d
          Size  | 2     | ''
          Kinds | a     | ''
          """)
  void parameters_of_sam_are_those_that_it_has(String name, String value, String refusal) {
    String template =
        """
        Parameters:
          Size: { Type: Number, AllowedValues: [1, 2], Default: 1 }
          Kinds: { Type: CommaDelimitedList, AllowedValues: [a, b] }
        Resources: { One: { Type: AWS::SNS::Topic } }
        """;
    Account account = account(false, Map.of(name, value));
    if (refusal.isEmpty()) {
      assertThat(left(SamTemplate.plan(TemplateFile.read(template), account))).containsKey("One");
    } else {
      assertThatThrownBy(() -> SamTemplate.plan(TemplateFile.read(template), account))
          .isInstanceOf(UsageException.class)
          .hasMessage(refusal);
    }
  }

  @Test
  void an_update_names_what_a_template_has_no_longer() {
    Json settings = Json.of(function(one("Timeout: 7", Map.of()), "One").settings());
    assertThat(settings.get("Environment").text()).isEqualTo("{\"Variables\":{}}");
    assertThat(settings.get("Layers").raw()).isEqualTo(List.of());
    assertThat(settings.get("Description").raw()).isEqualTo("");
    assertThat(settings.get("Timeout").number()).isEqualTo(7);
    assertThat(settings.get("MemorySize").number()).isEqualTo(128);
    assertThat(settings.get("SnapStart").get("ApplyOn").text()).isEqualTo("None");
  }

  @Test
  void snap_start_of_sam_is_taken() {
    Plan plan = one("SnapStart: {ApplyOn: PublishedVersions}", Map.of());
    assertThat(json(function(plan, "One").settings()))
        .contains("\"SnapStart\":{\"ApplyOn\":\"PublishedVersions\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'kind':'topic','topic':'n','filterPolicy':{'a':[1]}      | 'topic':'n'                         | 'filterPolicy':null,'topic':'n'
          'kind':'topic','topic':'n','filterPolicy':{'a':[1]}      | 'topic':'n','filterPolicy':{'b':[2]} | 'filterPolicy':{'a':null,'b':[2]},'topic':'n'
          'kind':'event-bus','bus':'b','input':{'json':'1'}        | 'pattern':{'c':['d']}               | 'input':null,'pattern':{'c':['d']}
          'kind':'schedule','expression':'x','input':1,'end':'y'   | 'expression':'z'                    | 'end':null,'input':null,'expression':'z'
          'kind':'route','path':'/a','auth':'none'                 | 'path':'/a'                         | 'auth':null,'path':'/a'
          'kind':'route','path':'/a','auth':'signature'            | 'path':'/a'                         | 'path':'/a'
          """)
  void a_source_loses_what_a_template_has_no_longer(String before, String wanted, String patch) {
    assertThat(Sources.patch(object(before), Members.of(object(wanted))))
        .isEqualTo(object(patch).raw());
  }

  private static Json object(String members) {
    String json = "{" + members.replace('\'', '"') + "}";
    return Json.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"take:live, Get, take-Get", "take, Get, take-Get"})
  void triggers_are_named_by_their_functions(String function, String event, String name) {
    assertThat(Trigger.name(function, event)).isEqualTo(name);
    String longest = Trigger.name("f".repeat(64), event);
    assertThat(longest).hasSize(64).isNotEqualTo(Trigger.name("f".repeat(64), "Other"));
  }
}
