package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.access.user.Users;
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
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/session/password`: users change their own password.
@RestController
class PasswordController {
  private final Logins logins;
  private final Users users;

  PasswordController(Logins logins, Users users) {
    this.logins = logins;
    this.users = users;
  }

  /// @param current the password so far
  record Change(@Nullable String current, @Nullable String password) {

    /// Without passwords, so that no log has them.
    @Override
    public String toString() {
      return "change of a password";
    }
  }

  @Operation("ChangePassword")
  @PostMapping(path = "/v1/session/password", consumes = "application/json")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(
      HttpServletRequest request,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    Change change = StrictJson.read(body, Change.class);
    List<FieldError> errors = new ArrayList<>();
    if (change.current == null) {
      errors.add(new FieldError("current", "is required"));
    }
    if (change.password == null) {
      errors.add(new FieldError("password", "is required"));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    String cookie = request.getHeader("Authorization") == null ? SessionCookie.of(request) : null;
    String name =
        logins
            .userOf(cookie)
            .orElseThrow(() -> ApiProblem.conflict("only a user with a session has a password"));
    switch (logins.check(
        new Logins.Attempt(
            name, Objects.requireNonNull(change.current), request.getRemoteAddr(), name))) {
      case Logins.Check.Right _ ->
          users.setPassword(name, Objects.requireNonNull(change.password), actor);
      case Logins.Check.Wrong _ -> throw ApiProblem.invalid("current", "is not the password");
      case Logins.Check.Later later ->
          throw ApiProblem.unavailable("there were too many attempts", later.pause());
    }
  }
}
