package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.access.browser.Session;
import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.access.openid.OpenIdLogin;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The login by an OpenID provider: `/login/openid` sends the browser there, and it comes back to
/// `/login/openid/callback`. Both are 404 if there is no provider.
@RestController
class OpenIdController {
  private static final String COOKIE = "tripline_openid";
  private static final String DOWN =
      "The identity provider does not answer. Try again later, or log in with a password.";

  private final OpenIdLogin login;
  private final BrowserSessions sessions;
  private final BrowserCookies cookies;
  private final LoginAudit audit;
  private final InstantSource clock;

  /// Bounds the calls of the provider that strangers can cause.
  private final TokenBucket calls;

  OpenIdController(
      OpenIdLogin login,
      BrowserSessions sessions,
      BrowserCookies cookies,
      LoginAudit audit,
      InstantSource clock) {
    this.login = login;
    this.sessions = sessions;
    this.cookies = cookies;
    this.audit = audit;
    this.clock = clock;
    calls = new TokenBucket(20, Duration.ofMillis(250), clock.millis());
  }

  @Operation("StartOpenIdLogin")
  @GetMapping("/login/openid")
  ResponseEntity<String> start(HttpServletRequest request) {
    requireOn();
    return switch (login.begin(request)) {
      case OpenIdLogin.Begun.Redirect redirect ->
          ResponseEntity.status(HttpStatus.FOUND)
              .headers(LoginController::plain)
              .header(HttpHeaders.LOCATION, redirect.location())
              .header(
                  HttpHeaders.SET_COOKIE, cookie(request, redirect.cookie(), OpenIdLogin.LONGEST))
              .build();
      case OpenIdLogin.Begun.Unavailable _ -> {
        audit.unavailable();
        yield LoginController.page(HttpStatus.BAD_GATEWAY, LoginPages.failed(DOWN));
      }
    };
  }

  @Operation("FinishOpenIdLogin")
  @GetMapping(OpenIdLogin.CALLBACK)
  ResponseEntity<String> finish(
      HttpServletRequest request,
      @RequestParam(name = "code", required = false) @Nullable String code,
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "error", required = false) @Nullable String error,
      @RequestParam(name = "iss", required = false) @Nullable String issuer) {
    requireOn();
    if (!calls.take(clock.millis()).isZero()) {
      audit.later(Session.Source.OPENID);
      return LoginController.page(
          HttpStatus.TOO_MANY_REQUESTS,
          LoginPages.failed("There were too many attempts. Please begin again in a few seconds."));
    }
    return switch (login.finish(
        SessionCookie.value(request, COOKIE), new OpenIdLogin.Answer(code, state, error, issuer))) {
      case OpenIdLogin.Finished.Accepted accepted -> accepted(request, accepted);
      case OpenIdLogin.Finished.Refused refused -> {
        audit.openIdRefused(request.getRemoteAddr());
        yield page(request, HttpStatus.FORBIDDEN, LoginPages.failed(refused.message()));
      }
      case OpenIdLogin.Finished.Unavailable _ -> {
        audit.unavailable();
        yield page(request, HttpStatus.BAD_GATEWAY, LoginPages.failed(DOWN));
      }
    };
  }

  private ResponseEntity<String> accepted(
      HttpServletRequest request, OpenIdLogin.Finished.Accepted accepted) {
    BrowserSessions.Begun begun = sessions.begin(accepted.proven());
    audit.loggedIn(begun.session());
    return LoginController.html(HttpStatus.OK)
        .header(HttpHeaders.SET_COOKIE, cookies.session(request, begun.cookie()))
        .header(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO))
        .body(LoginPages.loggedIn());
  }

  /// An attempt is good for one answer.
  private ResponseEntity<String> page(HttpServletRequest request, HttpStatus status, String html) {
    return LoginController.html(status)
        .header(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO))
        .body(html);
  }

  /// It has to come back from the provider's page.
  private String cookie(HttpServletRequest request, String value, Duration age) {
    return cookies.lasting(request, COOKIE, value, BrowserCookies.SameSite.LAX, age);
  }

  private void requireOn() {
    if (!login.isOn()) {
      throw ApiProblem.notFound("there is no OpenID provider here: tripline.login.openid.issuer");
    }
  }
}
