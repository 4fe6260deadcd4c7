package dev.tripline.dispatcher.deadletter.transform;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A JSON Schema that payloads are held against; of 2020-12 unless it says otherwise. Refers to nothing
/// outside of itself. Safe for many threads.
final class SchemaCheck {
  private static final String FIELD = "transform.schema";
  private static final String STANDARD = SpecificationVersion.DRAFT_2020_12.getDialectId();
  private static final Pattern KINDS =
      Pattern.compile("https?://json-schema\\.org/[\\w./#-]{1,100}");
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
      requireWellFormed(registry, document);
      Schema schema = registry.getSchema(document);
      schema.initializeValidators();
      schema.validate(NullNode.getInstance());
      return new SchemaCheck(schema);
    } catch (SchemaException | IllegalArgumentException e) {
      throw ApiProblem.invalid(FIELD, "is no JSON Schema: " + e.getMessage());
    }
  }

  /// A schema is itself held against the schema of its kind: one with a misspelt type would fit nothing, or
  /// all.
  private static void requireWellFormed(SchemaRegistry registry, JsonNode document) {
    String kind = document.path("$schema").asString(STANDARD);
    if (!KINDS.matcher(kind).matches()) {
      throw ApiProblem.invalid(FIELD, "$schema names a dialect of JSON Schema, as " + STANDARD);
    }
    Schema meta = registry.getSchema(SchemaLocation.of(kind));
    meta.validate(document).stream()
        .findFirst()
        .ifPresent(error -> {
          throw ApiProblem.invalid(FIELD, "is no JSON Schema: " + error);
        });
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
