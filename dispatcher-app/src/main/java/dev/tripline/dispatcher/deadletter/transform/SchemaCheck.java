package dev.tripline.dispatcher.deadletter.transform;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A JSON Schema that payloads are held against; of 2020-12 unless it says otherwise. Refers to nothing
/// outside of itself. Safe for many threads.
final class SchemaCheck {
  private static final String FIELD = "transform.schema";
  private static final int MOST_VIOLATIONS = 5;

  private final Schema schema;

  private SchemaCheck(Schema schema) {
    this.schema = schema;
  }

  /// @throws ApiProblem if it is no schema
  static SchemaCheck of(JsonNode document) {
    if (!document.isObject()) {
      throw ApiProblem.invalid(FIELD, "a JSON Schema is expected, which is an object");
    }
    SchemaSize.require(document);
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemaLoader(loader -> loader.fetchRemoteResources(false))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .regularExpressionFactory(new BoundedRegex())
                            .build()));
    try {
      Schema schema = registry.getSchema(document);
      schema.initializeValidators();
      schema.validate(NullNode.getInstance());
      return new SchemaCheck(schema);
    } catch (SchemaException | IllegalArgumentException e) {
      throw ApiProblem.invalid(FIELD, "is no JSON Schema: " + e.getMessage());
    }
  }

  /// What does not fit, in words; empty if all does.
  List<String> violations(JsonNode payload) {
    try {
      return schema.validate(payload).stream()
          .map(Error::toString)
          .distinct()
          .limit(MOST_VIOLATIONS)
          .toList();
    } catch (ChangeFailure e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new ChangeFailure("the schema cannot be applied: " + e.getMessage());
    }
  }
}
