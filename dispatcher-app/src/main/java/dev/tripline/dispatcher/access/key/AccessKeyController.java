package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.GivenAccess;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/access-keys`: made, listed, rotated, disabled, deleted. A secret is answered once, when it is
/// made.
@RestController
@RequestMapping("/v1/access-keys")
class AccessKeyController {
  private final AccessKeys keys;

  AccessKeyController(AccessKeys keys) {
    this.keys = keys;
  }

  record AccessKeyList(List<AccessKeys.View> accessKeys) {}

  /// @param kind `signing` by default
  /// @param resources everything by default
  record Creation(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String role,
      @Nullable List<String> resources) {

    AccessKeys.Wanted wanted() {
      List<FieldError> errors = new ArrayList<>();
      if (name == null) {
        errors.add(new FieldError("name", "is required"));
      }
      AccessKey.Kind found = kind == null ? AccessKey.Kind.SIGNING : kind(kind);
      if (found == null) {
        errors.add(new FieldError("kind", "must be one of signing, token"));
      }
      Role asked = role(role);
      if (asked == null) {
        errors.add(
            new FieldError("role", "must be one of viewer, publisher, operator, admin, none"));
      }
      if (!errors.isEmpty()) {
        throw ApiProblem.invalid(errors);
      }
      return new AccessKeys.Wanted(
          Objects.requireNonNull(name),
          Objects.requireNonNull(found),
          Objects.requireNonNull(asked),
          resources == null ? Caller.EVERYTHING : resources);
    }

    private static AccessKey.@Nullable Kind kind(String word) {
      return Arrays.stream(AccessKey.Kind.values())
          .filter(kind -> kind.word().equals(word))
          .findFirst()
          .orElse(null);
    }

    private static @Nullable Role role(@Nullable String word) {
      return Arrays.stream(Role.values())
          .filter(role -> role.word().equals(word))
          .findFirst()
          .orElse(null);
    }
  }

  /// @param overlapSeconds how long the secret of before is valid still; 0 by default
  record Rotation(@Nullable Long overlapSeconds) {}

  @Operation("ListAccessKeys")
  @GetMapping
  AccessKeyList list() {
    return new AccessKeyList(keys.list());
  }

  @Operation("CreateAccessKey")
  @PostMapping(consumes = "application/json")
  ResponseEntity<AccessKeys.Issued> create(
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    AccessKeys.Wanted wanted = StrictJson.read(body, Creation.class).wanted();
    GivenAccess.require(request, wanted.role(), wanted.resources());
    return once(HttpStatus.CREATED, keys.create(wanted, actor));
  }

  @Operation("GetAccessKey")
  @GetMapping("/{id}")
  AccessKeys.View get(@PathVariable String id) {
    return keys.find(id);
  }

  /// Without a body as with an empty object.
  @Operation("RotateAccessKey")
  @PostMapping("/{id}/rotate")
  ResponseEntity<AccessKeys.Issued> rotate(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    requireHad(request, id);
    Long overlap =
        body == null || body.length == 0
            ? null
            : StrictJson.read(body, Rotation.class).overlapSeconds();
    return once(
        HttpStatus.OK, keys.rotate(id, Duration.ofSeconds(overlap == null ? 0 : overlap), actor));
  }

  @Operation("DisableAccessKey")
  @PostMapping("/{id}/disable")
  AccessKeys.View disable(@PathVariable String id, Actor actor, HttpServletRequest request) {
    requireHad(request, id);
    return keys.disable(id, actor);
  }

  @Operation("EnableAccessKey")
  @PostMapping("/{id}/enable")
  AccessKeys.View enable(@PathVariable String id, Actor actor, HttpServletRequest request) {
    requireHad(request, id);
    return keys.enable(id, actor);
  }

  @Operation("DeleteAccessKey")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id, Actor actor, HttpServletRequest request) {
    requireHad(request, id);
    keys.delete(id, actor);
  }

  private void requireHad(HttpServletRequest request, String id) {
    AccessKey key = keys.key(id);
    GivenAccess.require(request, key.role(), key.resources());
  }

  /// Nothing on the way may keep a copy.
  private static ResponseEntity<AccessKeys.Issued> once(
      HttpStatus status, AccessKeys.Issued issued) {
    return ResponseEntity.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store").body(issued);
  }
}
