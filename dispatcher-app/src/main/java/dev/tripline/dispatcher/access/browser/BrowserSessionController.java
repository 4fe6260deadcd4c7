package dev.tripline.dispatcher.access.browser;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/session`, the caller's own, and `/v1/sessions`, those of all, for admins.
@RestController
class BrowserSessionController {
  private final BrowserSessions sessions;
  private final Audit audit;

  BrowserSessionController(BrowserSessions sessions, Audit audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  record SessionView(
      String id,
      String name,
      String source,
      String role,
      Instant createdAt,
      Instant usedAt,
      Instant endsAt) {

    static SessionView of(Session session) {
      return new SessionView(
          session.id(),
          session.name(),
          session.source().word(),
          session.role().word(),
          session.createdAt(),
          session.usedAt(),
          session.endsAt());
    }
  }

  record SessionList(List<SessionView> sessions) {}

  /// The one who asks.
  ///
  /// @param session missing for one who has a token
  record CallerView(
      String name,
      String role,
      List<String> resources,
      @JsonInclude(Include.NON_NULL) @Nullable SessionView session) {}

  @Operation("GetSession")
  @GetMapping("/v1/session")
  CallerView get(HttpServletRequest request) {
    Caller caller = Objects.requireNonNull(Caller.of(request));
    String cookie = request.getHeader("Authorization") == null ? SessionCookie.of(request) : null;
    Optional<Session> session = cookie == null ? Optional.empty() : sessions.session(cookie);
    return new CallerView(
        caller.actor().name(),
        caller.role().word(),
        caller.resources(),
        session.map(SessionView::of).orElse(null));
  }

  @Operation("ListSessions")
  @GetMapping("/v1/sessions")
  SessionList list() {
    return new SessionList(sessions.list().stream().map(SessionView::of).toList());
  }

  @Operation("DeleteSession")
  @DeleteMapping("/v1/sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id, Actor actor) {
    if (!sessions.end(id)) {
      throw ApiProblem.notFound("there is no session " + id);
    }
    audit.record(actor, "DeleteSession", Audit.SESSION, id, Map.of());
  }
}
