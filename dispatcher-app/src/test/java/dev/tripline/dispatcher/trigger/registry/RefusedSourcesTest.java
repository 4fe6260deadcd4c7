package dev.tripline.dispatcher.trigger.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Triggers that would read what the operator has not allowed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedSourcesTest {
  private static final String KEYS =
      ",'accessKeyId':'id','secretAccessKey':'env:TRIPLINE_SECRET_X'";

  private static @TempDir Path data;
  private static @TempDir Path elsewhere;
  private static @TempDir Path root;
  private TriggerApp app;

  @BeforeAll
  void start() throws Exception {
    app = new TriggerApp(data, "--tripline.triggers.folder-roots=" + root);
  }

  @AfterAll
  void stop() {
    app.close();
  }

  private JsonNode create(String source, int status) throws Exception {
    String request = "{'name':'t','function':'sink','paused':true,'source':{%s}}".formatted(source);
    return app.send("POST", "/v1/triggers", request.replace('\'', '"'), status).json();
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'kind':'sqs','queueUrl':'http://169.254.169.254/000000000000/q'KEYS | source.queueUrl",
        "'kind':'sqs','queueArn':'arn:aws:sqs:us-east-1:000000000000:q','endpoint':'http://10.0.0.1:9324'KEYS"
            + " | source.endpoint",
        "'kind':'kinesis','stream':'s','startingPosition':'LATEST','endpoint':'http://[::ffff:0:a9fe:a9fe]/'KEYS"
            + " | source.endpoint",
        "'kind':'dynamodb','streamArn':'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/x',"
            + "'startingPosition':'LATEST','endpoint':'http://[64:ff9b::10.0.0.1]/'KEYS"
            + " | source.endpoint",
        "'kind':'kafka','topic':'t','startingPosition':'LATEST','bootstrapServers':['192.168.0.1:9092']"
            + " | source.bootstrapServers",
        "'kind':'rabbitmq','queue':'q','uri':'amqp://172.16.0.1:5672/' | source.uri",
        "'kind':'rabbitmq','queue':'q','host':'100.64.0.1' | source.host",
      })
  void private_address_is_refused_with_the_setting_that_allows_it(String source, String field)
      throws Exception {
    JsonNode refused = create(source.replace("KEYS", KEYS), 400);
    assertThat(TriggerApp.fields(refused)).contains(field);
    assertThat(refused.path("detail").asString()).contains("tripline.sources.allow");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'kind':'sqs','queueUrl':'http://127.0.0.1:1/000000000000/q'",
        "'kind':'sqs','queueUrl':'https://queue.example/000000000000/q'",
        "'kind':'kinesis','stream':'s','startingPosition':'LATEST','endpoint':'http://127.0.0.1:1'",
      })
  void endpoint_without_credentials_of_its_own_is_refused_with_what_to_do(String source)
      throws Exception {
    JsonNode refused = create(source, 400);
    assertThat(TriggerApp.fields(refused)).containsExactly("source.accessKeyId");
    assertThat(refused.path("detail").asString())
        .contains("secretAccessKey", "tripline.aws.endpoints");
  }

  @Test
  void folder_outside_of_the_data_directory_and_the_roots_is_refused() throws Exception {
    JsonNode refused = create(folder(elsewhere), 400);
    assertThat(TriggerApp.fields(refused)).containsExactly("source.path");
    assertThat(refused.path("detail").asString()).contains("tripline.triggers.folder-roots");
    Path link = Files.createSymbolicLink(root.resolve("link"), elsewhere);
    assertThat(TriggerApp.fields(create(folder(link), 400))).containsExactly("source.path");
    for (Path allowed : new Path[] {root, Files.createDirectory(data.resolve("inbox"))}) {
      create(folder(allowed), 201);
      app.send("DELETE", "/v1/triggers/t", "", 204);
    }
  }

  @Test
  void folder_of_the_dispatchers_own_files_is_refused() throws Exception {
    Path own = Files.createDirectories(data.resolve("runtime/inner"));
    Path link = Files.createSymbolicLink(root.resolve("own"), data);
    for (Path folder :
        new Path[] {
          data,
          link,
          Objects.requireNonNull(data.getParent()),
          data.resolve("keys"),
          data.resolve("packages"),
          data.resolve("runtime"),
          data.resolve("http"),
          data.resolve("images"),
          own
        }) {
      Files.createDirectories(folder);
      JsonNode refused = create(folder(folder), 400);
      assertThat(TriggerApp.fields(refused)).containsExactly("source.path");
      assertThat(refused.path("detail").asString()).contains("files of the dispatcher itself");
    }
  }

  @Test
  void folder_that_a_link_to_the_outside_replaces_is_an_error_and_delivers_nothing()
      throws Exception {
    Path folder = Files.createDirectory(root.resolve("watched"));
    create(folder(folder) + ",'settleSeconds':0,'rescanSeconds':0.1", 201);
    app.send("POST", "/v1/triggers/t/resume", "", 200);
    app.awaitState("t", "Enabled");
    Files.writeString(elsewhere.resolve("secret"), "x");
    Files.delete(folder);
    Files.createSymbolicLink(folder, elsewhere);
    TriggerApp.await(() -> lastError().contains("outside of the folders"), "the error");
    assertThat(app.received).isEmpty();
    app.send("DELETE", "/v1/triggers/t", "", 204);
  }

  private String lastError() {
    try {
      return app.trigger("t").path("lastError").path("message").asString("");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String folder(Path path) {
    return "'kind':'folder','bucket':'inbox','path':'" + path + "'";
  }
}
