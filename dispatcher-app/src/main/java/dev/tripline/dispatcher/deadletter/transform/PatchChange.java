package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.rest.ApiProblem;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonPatch;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParsingException;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A JSON Patch (RFC 6902). Numbers keep all their digits.
final class PatchChange implements PayloadChange {
  private static final int MOST_OPERATIONS = 100;
  private static final String FIELD = "transform.patch";
  private static final List<String> OPERATIONS =
      List.of("add", "remove", "replace", "move", "copy", "test");
  private static final JsonProvider JSON = JsonProvider.provider();
  private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

  private final JsonPatch patch;
  private final int limit;

  private PatchChange(JsonPatch patch, int limit) {
    this.patch = patch;
    this.limit = limit;
  }

  /// @param limit bytes of a new payload at most
  /// @throws ApiProblem if it is no patch
  static PatchChange of(JsonNode document, int limit) {
    if (!document.isArray() || document.isEmpty() || document.size() > MOST_OPERATIONS) {
      throw ApiProblem.invalid(
          FIELD, "an array of 1 to " + MOST_OPERATIONS + " operations is expected");
    }
    for (int i = 0; i < document.size(); i++) {
      requireOperation(FIELD + "[" + i + "]", document.get(i));
    }
    try (JsonReader reader = Json.createReader(new StringReader(document.toString()))) {
      return new PatchChange(Json.createPatch(reader.readArray()), limit);
    } catch (JsonException e) {
      throw ApiProblem.invalid(FIELD, "is no JSON Patch: " + e.getMessage());
    }
  }

  private static void requireOperation(String field, JsonNode operation) {
    String op = operation.path("op").asString("");
    if (!OPERATIONS.contains(op)) {
      throw ApiProblem.invalid(field + ".op", "must be one of " + String.join(", ", OPERATIONS));
    }
    requirePointer(field + ".path", operation.path("path"));
    if (op.equals("move") || op.equals("copy")) {
      requirePointer(field + ".from", operation.path("from"));
    } else if (!op.equals("remove") && !operation.has("value")) {
      throw ApiProblem.invalid(field + ".value", "is missing");
    }
  }

  private static void requirePointer(String field, JsonNode path) {
    if (!path.isString() || !(path.asString().isEmpty() || path.asString().startsWith("/"))) {
      throw ApiProblem.invalid(field, "a JSON Pointer such as /detail/id is expected");
    }
  }

  @Override
  public byte[] apply(byte[] payload) {
    try (JsonReader reader =
        READERS.createReader(new ByteArrayInputStream(payload), StandardCharsets.UTF_8)) {
      JsonValue value = reader.readValue();
      if (!(value instanceof JsonStructure structure)) {
        throw new ChangeFailure("the payload is neither an object nor an array");
      }
      BoundedBytes bytes = new BoundedBytes(limit);
      try (JsonWriter writer = JSON.createWriter(bytes)) {
        writer.write(patch.apply(structure));
      }
      return bytes.toByteArray();
    } catch (JsonParsingException e) {
      throw new ChangeFailure("the payload cannot be read: " + e.getMessage());
    } catch (JsonException e) {
      throw new ChangeFailure("the patch does not fit: " + e.getMessage());
    } catch (NumberFormatException _) {
      throw new ChangeFailure("the patch does not fit: an element of an array has a number");
    } catch (IndexOutOfBoundsException _) {
      throw new ChangeFailure("the patch does not fit: an array has no such element");
    } catch (StackOverflowError _) {
      throw new ChangeFailure("the new payload is nested too deeply");
    }
  }
}
