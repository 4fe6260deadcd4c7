package dev.tripline.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Plan.Code;
import dev.tripline.cli.template.Plan.Extras;
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.Plan.LeftOut;
import dev.tripline.cli.template.Plan.Mapping;
import dev.tripline.cli.template.Plan.Trigger;
import dev.tripline.cli.template.cloudformation.SamTemplate;
import dev.tripline.cli.template.serverless.ServerlessTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What templates are read as.
class TemplatesTest {
  private static final Path TEMPLATES = Path.of("src/test/resources/templates");

  private static Account account(boolean open, Map<String, String> parameters) {
    return new Account("eu-central-1", "000000000000", "", parameters, TEMPLATES, open);
  }

  private static Json read(String name) {
    try {
      return TemplateFile.read(Files.readString(TEMPLATES.resolve(name)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Plan sam(Map<String, String> parameters) {
    return SamTemplate.plan(read("shop.yaml"), account(true, parameters));
  }

  private static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  private static Map<String, Function> functions(Plan plan) {
    return plan.functions().stream().collect(Collectors.toMap(Function::name, f -> f));
  }

  private static Function function(Plan plan, String name) {
    return Objects.requireNonNull(functions(plan).get(name), name);
  }

  private static Map<String, String> left(Plan plan) {
    return plan.left().stream().collect(Collectors.toMap(LeftOut::where, LeftOut::why));
  }

  private static Map<String, String> sources(Plan plan) {
    return plan.triggers().stream()
        .collect(Collectors.toMap(Trigger::name, trigger -> json(trigger.source())));
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
        .containsEntry("dev-take-Nightly", "{\"kind\":\"schedule\",\"expression\":\"rate(1 day)\"}")
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

  @Test
  void serverless_functions_have_what_provider_and_variables_give_them() {
    Plan plan =
        ServerlessTemplate.plan(
            read("serverless.yml"), account(false, Map.of()), Map.of("HOME_PAGE", "home"));
    assertThat(functions(plan)).containsOnlyKeys("shop-dev-take", "shop-dev-boxed");
    Function take = function(plan, "shop-dev-take");
    assertThat(take.code())
        .isInstanceOfSatisfying(
            Code.Packed.class, packed -> assertThat(packed.path()).isEqualTo(TEMPLATES));
    assertThat(json(take.settings()))
        .contains("\"MemorySize\":256", "\"Timeout\":20", "\"Runtime\":\"nodejs22.x\"")
        .contains("\"STAGE\":\"dev\"", "\"HOME_PAGE\":\"home\"")
        .contains("arn:aws:lambda:eu-central-1:000000000000:layer:tools")
        .doesNotContain("TOKEN");
    assertThat(take.extras().reserved()).isEqualTo(3);
    assertThat(take.extras().url()).isEqualTo(Map.of("AuthType", "NONE"));
    assertThat(function(plan, "shop-dev-boxed").code())
        .isEqualTo(new Code.Stored(Map.of("ImageUri", "127.0.0.1:5000/boxed:1")));
    assertThat(plan.mappings()).hasSize(2);
    assertThat(json(plan.mappings().getFirst().members()))
        .contains("arn:aws:sqs:eu-central-1:000000000000:work-dev", "ReportBatchItemFailures")
        .contains("{\\\"body\\\":{\\\"kind\\\":[\\\"book\\\"]}}");
    assertThat(sources(plan))
        .containsEntry(
            "shop-dev-take-httpApi-1",
            "{\"kind\":\"route\",\"method\":\"GET\",\"path\":\"/orders/{id}\",\"payload\":\"2.0\"}")
        .containsEntry(
            "shop-dev-take-http-2",
            "{\"kind\":\"route\",\"method\":\"POST\",\"path\":\"/orders\",\"payload\":\"1.0\"}")
        .containsEntry("shop-dev-take-sns-7", "{\"kind\":\"topic\",\"topic\":\"news\"}")
        .containsKeys(
            "shop-dev-take-httpApi-3",
            "shop-dev-take-schedule-4",
            "shop-dev-take-schedule-4-2",
            "shop-dev-take-s3-8")
        .containsKeys("shop-dev-take-eventBridge-9");
    assertThat(left(plan))
        .containsKeys(
            "functions.take.layers", "functions.take.events[9]", "functions.boxed.vpc", "plugins")
        .containsKeys("resources.Work", "provider.environment.TOKEN");
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

  @ParameterizedTest
  @ValueSource(strings = {"${self:custom.a}", "${self:custom.b}", "${env:NOWHERE}", "${self:x"})
  void variables_without_an_end_are_listed(String text) {
    Json file =
        Json.of(
            Map.of(
                "service", "s",
                "provider", Map.of("environment", Map.of("X", text)),
                "custom", Map.of("a", "${self:custom.a}", "b", "x${self:custom.b}y")));
    Plan plan = ServerlessTemplate.plan(file, account(false, Map.of()), Map.of());
    assertThat(left(plan)).containsKey("provider.environment.X");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                     | src/a.js          | true
          ''                     | .env              | false
          ''                     | src/.env.local    | false
          ''                     | serverless.yml    | false
          ''                     | src/.gitignore    | true
          !**                    | src/a.js          | false
          !** src/**             | src/lib/a.js      | true
          !** src/**             | test/a.js         | false
          !** **                 | .env              | false
          !** ./.env.prod        | .env.prod         | true
          !** {.env,a}           | .env              | true
          !node_modules/**       | node_modules/a.js | false
          !**/*.md               | read.md           | false
          !**/*.md               | src/deep/read.md  | false
          !src/**/*.md           | src/read.md       | false
          !**/*.{md,txt}         | a/b.txt           | false
          !**/*.md **/keep.md    | a/keep.md         | true
          !lib/[ab].js           | lib/b.js          | false
          !*.js                  | lib/a.js          | true
          !?(a).js               | a.js              | true
          ![                     | a.js              | true
          """)
  void files_of_serverless_are_picked_by_patterns_in_their_order(
      String patterns, String file, boolean packed) {
    List<String> quoted =
        Arrays.stream(patterns.split(" +")).map(pattern -> "'" + pattern + "'").toList();
    String last = quoted.getLast();
    String first = String.join(", ", quoted.subList(0, quoted.size() - 1));
    String template =
        """
        service: shop
        provider: { name: aws }
        package: { patterns: [%s] }
        functions: { one: { handler: a.b, package: { patterns: [%s] } } }
        """
            .formatted(first, last);
    Plan plan =
        ServerlessTemplate.plan(TemplateFile.read(template), account(false, Map.of()), Map.of());
    Code.Packed code = (Code.Packed) function(plan, "shop-dev-one").code();
    assertThat(code.choice().test(Path.of(file))).isEqualTo(packed);
    boolean unread = Set.of("!?(a).js", "![").contains(patterns);
    assertThat(left(plan).keySet().equals(Set.of("pattern " + patterns))).isEqualTo(unread);
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
  @ValueSource(
      strings = {
        "package: { artifact: '${ssm:/a}' }",
        "functions: { one: { handler: a.b, package: { artifact: '${ssm:/a}' } } }",
        "functions: { one: { handler: a.b, image: '${ssm:/a}' } }",
        "package: '${ssm:/a}'",
      })
  void a_function_of_serverless_whose_code_is_not_known_is_left_out(String code) {
    String functions = code.startsWith("functions") ? "" : "functions: { one: { handler: a.b } }";
    String file =
        """
        service: shop
        provider: { name: aws }
        layers: { tools: { path: "${ssm:/a}" } }
        %s
        %s
        """
            .formatted(code, functions);
    Plan plan =
        ServerlessTemplate.plan(TemplateFile.read(file), account(false, Map.of()), Map.of());
    assertThat(plan.isEmpty()).isTrue();
    assertThat(left(plan))
        .containsEntry("functions.one", "its code is not known")
        .containsEntry("layers.tools", "its content is not known");
  }

  @Test
  void an_update_names_what_a_template_has_no_longer() {
    Json settings = Json.of(function(one("Timeout: 7", Map.of()), "One").settings());
    assertThat(settings.get("Environment").text()).isEqualTo("{\"Variables\":{}}");
    assertThat(settings.get("Layers").raw()).isEqualTo(List.of());
    assertThat(settings.get("Description").raw()).isEqualTo("");
    assertThat(settings.get("Timeout").number()).isEqualTo(7);
    assertThat(settings.get("MemorySize").number()).isEqualTo(128);
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
          'kind':'schedule','expression':'x','input':1,'end':'y'   | 'expression':'z'                    | 'end':null,'expression':'z'
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

  @Test
  void references_of_serverless_are_names_of_its_functions_layers_and_resources() {
    String file =
        """
        service: shop
        params: { default: { site: all, port: 80 }, dev: { site: "${sls:stage}.org" } }
        package: { patterns: ["!.env"] }
        provider:
          stage: dev
          environment:
            SITE: "${param:site}:${param:port}"
            QUEUE: !Ref Jobs
            TOPIC: !Sub "${AWS::Region}/${News}/${sls:stage}"
            OTHER: !GetAtt my-worker.Arn
            WORKER: !GetAtt MyDashworkerLambdaFunction.Arn
        functions:
          my-worker:
            handler: index.handler
            events:
              - sqs: !GetAtt Jobs.Arn
        resources:
          Resources:
            Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: "jobs-${sls:stage}" } }
            News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
        """;
    Plan plan =
        ServerlessTemplate.plan(TemplateFile.read(file), account(false, Map.of()), Map.of());
    Json settings = Json.of(function(plan, "shop-dev-my-worker").settings());
    String queue = "000000000000/jobs-dev";
    assertThat(settings.get("Environment").get("Variables").raw())
        .isEqualTo(
            Map.of(
                "SITE", "dev.org:80",
                "QUEUE", "https://sqs.eu-central-1.amazonaws.com/" + queue,
                "TOPIC", "eu-central-1/arn:aws:sns:eu-central-1:000000000000:news/dev",
                "WORKER", "arn:aws:lambda:eu-central-1:000000000000:function:shop-dev-my-worker"));
    assertThat(json(plan.mappings().getFirst().members()))
        .contains("arn:aws:sqs:eu-central-1:000000000000:jobs-dev");
    assertThat(left(plan)).containsKeys("provider.environment.OTHER");
  }

  @ParameterizedTest
  @CsvSource({"take:live, Get, take-Get", "take, Get, take-Get"})
  void triggers_are_named_by_their_functions(String function, String event, String name) {
    assertThat(Trigger.name(function, event)).isEqualTo(name);
    String longest = Trigger.name("f".repeat(64), event);
    assertThat(longest).hasSize(64).isNotEqualTo(Trigger.name("f".repeat(64), "Other"));
  }
}
