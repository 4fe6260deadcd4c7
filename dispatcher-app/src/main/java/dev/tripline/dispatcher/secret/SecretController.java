package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Routes that store, describe and delete secrets; no answer ever contains a value.
@RestController
class SecretController {
  private final Secrets secrets;

  SecretController(Secrets secrets) {
    this.secrets = secrets;
  }

  record SecretList(List<Secrets.View> secrets) {}

  record Rotated(int resealed) {}

  @Operation("ListSecrets")
  @GetMapping("/v1/secrets")
  SecretList list() {
    return new SecretList(secrets.list());
  }

  @Operation("GetSecret")
  @GetMapping("/v1/secrets/{*name}")
  Secrets.View get(@PathVariable String name) {
    return secrets.find(plain(name));
  }

  /// An object is kept as its JSON text, so that references can name its members.
  @Operation("PutSecret")
  @PutMapping(path = "/v1/secrets/{*name}", consumes = "application/json")
  ResponseEntity<Secrets.View> put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    Secrets.View put = secrets.put(plain(name), value(object(body)), actor);
    return ResponseEntity.status(put.version() == 1 ? HttpStatus.CREATED : HttpStatus.OK).body(put);
  }

  private static String value(ObjectNode request) {
    List<FieldError> errors = new ArrayList<>();
    for (String member : request.propertyNames()) {
      if (!member.equals("value")) {
        errors.add(new FieldError(member, "is not known here"));
      }
    }
    JsonNode value = request.path("value");
    if (!value.isString() && !value.isObject()) {
      errors.add(new FieldError("value", "must be text or an object"));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  /// The parser's message could repeat a part of the secret.
  private static ObjectNode object(byte @Nullable [] body) {
    try {
      return StrictJson.object(body);
    } catch (ApiProblem _) {
      throw ApiProblem.invalid("the request must be a JSON object with the member value");
    }
  }

  @Operation("DeleteSecret")
  @DeleteMapping("/v1/secrets/{*name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    secrets.delete(plain(name), actor);
  }

  @Operation("RotateSecretKey")
  @PostMapping("/v1/secrets/rotate-key")
  Rotated rotate(Actor actor) {
    return new Rotated(secrets.rotateKey(actor));
  }

  private static String plain(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
