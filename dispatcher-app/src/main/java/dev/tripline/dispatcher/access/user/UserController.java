package dev.tripline.dispatcher.access.user;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.GivenAccess;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
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

/// `/v1/users`: made, listed, changed, disabled, deleted. A generated password is answered once.
@RestController
@RequestMapping("/v1/users")
class UserController {
  private static final FieldError ROLE =
      new FieldError("role", "must be one of viewer, publisher, operator, admin, none");

  private final Users users;

  UserController(Users users) {
    this.users = users;
  }

  record UserList(List<Users.View> users) {}

  /// @param password generated if there is none
  record Creation(@Nullable String name, @Nullable String role, @Nullable String password) {

    /// Without the password, so that no log has it.
    @Override
    public String toString() {
      return name + " as " + role;
    }
  }

  record RoleChange(@Nullable String role) {}

  /// @param password generated if there is none
  record PasswordChange(@Nullable String password) {

    /// Without the password, so that no log has it.
    @Override
    public String toString() {
      return "password";
    }
  }

  @Operation("ListUsers")
  @GetMapping
  UserList list() {
    return new UserList(users.list());
  }

  @Operation("CreateUser")
  @PostMapping(consumes = "application/json")
  ResponseEntity<Users.Issued> create(
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    Creation wanted = StrictJson.read(body, Creation.class);
    Role role = Role.of(wanted.role).orElse(null);
    List<FieldError> errors = new ArrayList<>();
    if (wanted.name == null) {
      errors.add(new FieldError("name", "is required"));
    }
    if (role == null) {
      errors.add(ROLE);
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    GivenAccess.require(request, Objects.requireNonNull(role), Caller.EVERYTHING);
    return once(
        HttpStatus.CREATED,
        users.create(
            Objects.requireNonNull(wanted.name),
            Objects.requireNonNull(role),
            wanted.password,
            actor));
  }

  @Operation("GetUser")
  @GetMapping("/{name}")
  Users.View get(@PathVariable String name) {
    return users.find(name);
  }

  @Operation("SetUserRole")
  @PostMapping(path = "/{name}/role", consumes = "application/json")
  Users.View setRole(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    Role role =
        Role.of(StrictJson.read(body, RoleChange.class).role)
            .orElseThrow(() -> ApiProblem.invalid(List.of(ROLE)));
    requireHad(request, name);
    GivenAccess.require(request, role, Caller.EVERYTHING);
    return users.setRole(name, role, actor);
  }

  @Operation("SetUserPassword")
  @PostMapping(path = "/{name}/password", consumes = "application/json")
  ResponseEntity<Users.Issued> setPassword(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    requireHad(request, name);
    String password = StrictJson.read(body, PasswordChange.class).password;
    return once(HttpStatus.OK, users.setPassword(name, password, actor));
  }

  @Operation("DisableUser")
  @PostMapping("/{name}/disable")
  Users.View disable(@PathVariable String name, Actor actor, HttpServletRequest request) {
    requireHad(request, name);
    return users.setDisabled(name, true, actor);
  }

  @Operation("EnableUser")
  @PostMapping("/{name}/enable")
  Users.View enable(@PathVariable String name, Actor actor, HttpServletRequest request) {
    requireHad(request, name);
    return users.setDisabled(name, false, actor);
  }

  @Operation("DeleteUser")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor, HttpServletRequest request) {
    requireHad(request, name);
    users.delete(name, actor);
  }

  /// Users have their role for everything.
  private void requireHad(HttpServletRequest request, String name) {
    Role role = Role.of(users.find(name).role()).orElseThrow();
    GivenAccess.require(request, role, Caller.EVERYTHING);
  }

  /// Nothing on the way may keep a copy.
  private static ResponseEntity<Users.Issued> once(HttpStatus status, Users.Issued issued) {
    return ResponseEntity.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store").body(issued);
  }
}
