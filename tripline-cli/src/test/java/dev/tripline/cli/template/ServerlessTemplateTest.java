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
import dev.tripline.cli.template.Plan.Function;
import dev.tripline.cli.template.serverless.ServerlessTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a `serverless.yml` is read as.
class ServerlessTemplateTest {
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
        .containsEntry(
            "shop-dev-take-schedule-4",
            "{\"kind\":\"schedule\",\"expression\":\"rate(5"
                + " minutes)\",\"input\":{\"job\":\"day\"}}")
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
  @CsvSource({"true, PublishedVersions", "false, None"})
  void snap_start_of_serverless_is_taken(boolean wanted, String applyOn) {
    Json file =
        Json.of(
            Map.of(
                "service", "s",
                "provider", Map.of("runtime", "java21"),
                "functions", Map.of("f", Map.of("handler", "H", "snapStart", wanted))));
    Plan plan = ServerlessTemplate.plan(file, account(false, Map.of()), Map.of());
    assertThat(json(function(plan, "s-dev-f").settings()))
        .contains("\"SnapStart\":{\"ApplyOn\":\"" + applyOn + "\"}");
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

  @TempDir Path files;

  private Plan serverless(String text, Map<String, String> parameters) {
    Account account = new Account("eu-central-1", "000000000000", "", parameters, files, false);
    return ServerlessTemplate.plan(TemplateFile.read(text), account, Map.of());
  }

  @Test
  void other_files_of_serverless_are_read() throws IOException {
    Files.writeString(files.resolve("dev.yml"), "env: { STAGE: '${sls:stage}', SITE: { a: 1 } }");
    Files.writeString(files.resolve("more.json"), "{\"two\": {\"handler\": \"b.c\"}}");
    Files.writeString(
        files.resolve("queues.yml"),
        "Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } } }");
    Plan plan =
        serverless(
            """
            service: { name: shop }
            custom: "${file(./dev.yml)}"
            provider:
              region: us-east-1
              environment: "${file(./${sls:stage}.yml):env}"
            functions:
              - one:
                  handler: a.b
                  environment: { SITE: "${self:custom.env.SITE.a}", JOBS: !Ref Jobs }
              - "${file(more.json)}"
            resources: [ "${file(queues.yml)}" ]
            """,
            Map.of());
    assertThat(functions(plan)).containsOnlyKeys("shop-dev-one", "shop-dev-two");
    assertThat(json(function(plan, "shop-dev-one").settings()))
        .contains("\"STAGE\":\"dev\"", "\"SITE\":\"1\"", "000000000000/jobs");
    assertThat(left(plan))
        .hasEntrySatisfying("provider.region", why -> assertThat(why).contains("eu-central-1"))
        .containsKey("resources.Jobs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${file(../secret.yml)}       | outside of the template's directory
          ${file(link.yml):a}          | outside of the template's directory
          ${file(code.js)}             | only YAML and JSON
          ${file(pipe.yml)}            | only YAML and JSON
          ${file(broken.yml)}          | cannot be read
          ${file(none.yml):a}          | is not known here
          ${file(loop.yml)}            | in a circle
          ${file(loop.yml):b}          | in a circle
          """)
  void other_files_that_are_not_read_are_listed(String text, String why) throws Exception {
    Path template = Files.createDirectories(files.resolve("shop"));
    Files.writeString(files.resolve("secret.yml"), "a: 1");
    Files.createSymbolicLink(template.resolve("link.yml"), files.resolve("secret.yml"));
    Files.writeString(template.resolve("code.js"), "");
    Files.writeString(template.resolve("broken.yml"), "a: [");
    Files.writeString(
        template.resolve("loop.yml"), "a: '${file(loop.yml)}'\nb: '${file(loop.yml):b}'");
    assertThat(
            new ProcessBuilder("mkfifo", template.resolve("pipe.yml").toString()).start().waitFor())
        .isZero();
    Json file =
        Json.of(Map.of("service", "s", "provider", Map.of("environment", Map.of("X", text))));
    Plan plan =
        ServerlessTemplate.plan(
            file,
            new Account("eu-central-1", "000000000000", "", Map.of(), template, false),
            Map.of());
    assertThat(plan.left())
        .filteredOn(one -> one.where().startsWith("provider.environment.X"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.why()).contains(why));
  }

  @Test
  void parameters_of_serverless_are_those_that_it_asks_for() {
    String file =
        """
        service: shop
        params: { dev: { site: a } }
        provider: { environment: { A: "${param:port, opt:color, 'x'}" } }
        """;
    assertThat(serverless(file, Map.of("port", "1", "color", "2", "site", "3")).isEmpty()).isTrue();
    assertThatThrownBy(() -> serverless(file, Map.of("stage", "prod")))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is no parameter stage; there is color, port, site");
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
}
