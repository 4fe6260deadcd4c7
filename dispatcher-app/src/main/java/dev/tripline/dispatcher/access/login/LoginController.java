package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import dev.tripline.dispatcher.access.chain.SessionCookie;
import dev.tripline.dispatcher.access.openid.OpenIdSettings;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.exchange.PageHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The login for pages: `/login` and `/logout`.
@RestController
class LoginController {
  private static final int LONGEST_FORM = 4096;

  private final Logins logins;
  private final Devices devices;
  private final BrowserCookies cookies;
  private final boolean openId;

  LoginController(Logins logins, Devices devices, BrowserCookies cookies, OpenIdSettings provider) {
    this.logins = logins;
    this.devices = devices;
    this.cookies = cookies;
    this.openId = provider.isOn();
  }

  @Operation("ShowLogin")
  @GetMapping("/login")
  ResponseEntity<String> show() {
    return page(HttpStatus.OK, LoginPages.login(null, openId));
  }

  @Operation("Login")
  @PostMapping(path = "/login", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<String> logIn(HttpServletRequest request) throws IOException {
    Map<String, String> form = form(request);
    String name = Logins.normal(form.getOrDefault("name", ""));
    Logins.Attempt attempt =
        new Logins.Attempt(
            name,
            form.getOrDefault("password", ""),
            request.getRemoteAddr(),
            devices.find(name, SessionCookie.value(request, Devices.COOKIE)));
    return switch (logins.logIn(attempt)) {
      case Logins.Result.Accepted accepted ->
          ResponseEntity.status(HttpStatus.SEE_OTHER)
              .headers(LoginController::plain)
              .header(HttpHeaders.LOCATION, "/")
              .header(HttpHeaders.SET_COOKIE, cookies.session(request, accepted.begun().cookie()))
              .header(
                  HttpHeaders.SET_COOKIE,
                  cookies.lasting(
                      request,
                      Devices.COOKIE,
                      devices.cookie(name),
                      BrowserCookies.SameSite.STRICT,
                      Devices.AGE))
              .build();
      case Logins.Result.Refused _ ->
          page(
              HttpStatus.UNAUTHORIZED,
              LoginPages.login("The name or the password is wrong.", openId));
      case Logins.Result.Later later -> later(later.pause());
    };
  }

  private ResponseEntity<String> later(Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    return html(HttpStatus.TOO_MANY_REQUESTS)
        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
        .body(
            LoginPages.login(
                "There were too many attempts. Try again in " + seconds + " seconds.", openId));
  }

  @Operation("Logout")
  @PostMapping("/logout")
  ResponseEntity<String> logOut(HttpServletRequest request) {
    String cookie = SessionCookie.of(request);
    if (cookie != null) {
      logins.logOut(cookie);
    }
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .headers(LoginController::plain)
        .header(HttpHeaders.LOCATION, "/login")
        .header(HttpHeaders.SET_COOKIE, cookies.noSession(request))
        .build();
  }

  /// A page that nothing keeps, frames or adds to.
  static ResponseEntity<String> page(HttpStatus status, String html) {
    return html(status).body(html);
  }

  static ResponseEntity.BodyBuilder html(HttpStatus status) {
    return ResponseEntity.status(status)
        .headers(LoginController::plain)
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
  }

  static void plain(HttpHeaders headers) {
    PageHeaders.of(LoginPages.POLICY).forEach(headers::set);
  }

  /// The first value of each field.
  private static Map<String, String> form(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST_FORM + 1);
    if (body.length > LONGEST_FORM) {
      throw ApiProblem.tooLarge("the form of a login may have " + LONGEST_FORM + " bytes");
    }
    Map<String, String> fields = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      fields.putIfAbsent(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
    }
    return fields;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw ApiProblem.invalid("the form is not correctly encoded");
    }
  }
}
