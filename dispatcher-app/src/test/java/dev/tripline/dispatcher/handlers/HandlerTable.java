package dev.tripline.dispatcher.handlers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.server.DynamoDbServer;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// A table with the key `id`.
record HandlerTable(DynamoDbServer server, String name) implements AutoCloseable {

  /// Skips the test that calls this where there is no DynamoDB.
  static HandlerTable start(String name) {
    Optional<String> missing = DynamoDbServer.whyUnavailable();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    DynamoDbServer server = DynamoDbServer.start();
    var key = KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
    var id =
        AttributeDefinition.builder()
            .attributeName("id")
            .attributeType(ScalarAttributeType.S)
            .build();
    try (var client = server.client()) {
      client.createTable(b ->
          b.tableName(name)
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .attributeDefinitions(id)
              .keySchema(key));
    }
    return new HandlerTable(server, name);
  }

  /// By which a function finds it.
  Map<String, String> variables() {
    return Map.of("TABLE", name, "AWS_ENDPOINT_URL_DYNAMODB", server.endpoint().toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
