package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts secrets and tells of them; no request ever answers a value.
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController {
  private static final int MAX_BYTES = 64 * 1024;

  private final SecretVault vault;
  private final List<SecretUses> uses;

  SecretController(SecretVault vault, List<SecretUses> uses) {
    this.vault = vault;
    this.uses = List.copyOf(uses);
  }

  @GetMapping("/v1/secrets")
  String list() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var array = json.putArray("secrets");
    vault.list().forEach(secret -> array.add(json(secret)));
    return json.toString();
  }

  @GetMapping("/v1/secrets/{*name}")
  String get(@PathVariable String name) {
    return json(vault.find(plain(name)).orElseThrow(() -> missing(plain(name)))).toString();
  }

  /// An object is kept as its JSON text, so that references can name its members.
  @PutMapping("/v1/secrets/{*name}")
  ResponseEntity<String> put(@PathVariable String name, @RequestBody byte[] body) {
    if (!plain(name).matches("[A-Za-z0-9/_+=.@-]{1,512}") || name.endsWith("/")) {
      throw ApiProblem.invalid("a secret's name is 1 to 512 letters, digits or any of /_+=.@-");
    }
    ObjectNode request = object(body);
    JsonNode value = request.path("value");
    if (request.size() != 1 || !(value.isString() || value.isObject())) {
      throw ApiProblem.invalid("the request must have the member value alone: text or an object");
    }
    String text = value.isString() ? value.stringValue() : value.toString();
    if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ApiProblem.invalid("a secret has 1 to " + MAX_BYTES + " bytes");
    }
    SecretVault.Metadata put = vault.put(plain(name), text);
    return ResponseEntity.status(put.version() == 1 ? HttpStatus.CREATED : HttpStatus.OK)
        .body(json(put).toString());
  }

  /// The parser's message could repeat a part of the secret.
  private static ObjectNode object(byte[] body) {
    try {
      return StrictJson.object(body);
    } catch (ApiProblem _) {
      throw ApiProblem.invalid("the request must be a JSON object with the member value");
    }
  }

  @DeleteMapping("/v1/secrets/{*name}")
  ResponseEntity<Void> delete(@PathVariable String name) {
    List<String> users = users(plain(name));
    if (!users.isEmpty()) {
      throw ApiProblem.conflict(
          "the secret " + plain(name) + " is used by " + String.join(", ", users));
    }
    if (!vault.delete(plain(name))) {
      throw missing(plain(name));
    }
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/v1/secrets/rotate-key")
  Map<String, Integer> rotate() {
    return Map.of("resealed", vault.rotate());
  }

  private List<String> users(String name) {
    return uses.stream().flatMap(some -> some.of(name).stream()).sorted().toList();
  }

  private static ApiProblem missing(String name) {
    return ApiProblem.notFound("there is no secret " + name);
  }

  private static String plain(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }

  private ObjectNode json(SecretVault.Metadata secret) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", secret.name());
    json.put("reference", "secret:" + secret.name());
    json.put("version", secret.version());
    json.put("createdAt", secret.createdAt().toString());
    json.put("updatedAt", secret.updatedAt().toString());
    var array = json.putArray("usedBy");
    users(secret.name()).forEach(array::add);
    return json;
  }
}
