package dev.tripline.dispatcher.access.openid;

import dev.tripline.dispatcher.access.browser.BrowserCookies;
import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.access.browser.Session;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.rest.guard.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.user.OAuth2User;

/// The login by a provider: authorization code with PKCE, state and nonce, all of which Spring Security makes
/// and checks. Between the two steps everything is in a sealed cookie, so that any node can take the second
/// one, only in the browser that took the first. Blocking: the provider is asked. Safe for many threads.
public final class OpenIdLogin {
  /// The route to which the provider sends browsers back.
  public static final String CALLBACK = RequestOrigin.RETURN;

  /// The time within which a login has to come back.
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(OpenIdLogin.class);
  private static final String PURPOSE = "OpenID login";
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._+@:/|=-]{1,128}");

  private final OpenIdSettings settings;
  private final OpenIdProvider provider;
  private final BrowserCookies cookies;
  private final InstantSource clock;

  OpenIdLogin(
      OpenIdSettings settings,
      OpenIdProvider provider,
      BrowserCookies cookies,
      InstantSource clock) {
    this.settings = settings;
    this.provider = provider;
    this.cookies = cookies;
    this.clock = clock;
  }

  /// What the second step has to know of the first.
  ///
  /// @param until milliseconds since 1970
  record Attempt(String state, String nonce, String verifier, String redirectUri, long until) {}

  /// The outcome of the first step.
  public sealed interface Begun {

    /// @param location of the provider's page
    /// @param cookie sealed, for [#finish]
    record Redirect(String location, String cookie) implements Begun {}

    /// The provider cannot be reached.
    record Unavailable() implements Begun {}
  }

  /// The outcome of the second step.
  public sealed interface Finished {

    record Accepted(BrowserSessions.Proven proven) implements Finished {}

    /// @param message for the one who wanted to log in
    record Refused(String message) implements Finished {}

    /// The provider cannot be reached.
    record Unavailable() implements Finished {}
  }

  /// The query with which the provider sends a browser back.
  ///
  /// @param issuer which some providers name
  public record Answer(
      @Nullable String code,
      @Nullable String state,
      @Nullable String error,
      @Nullable String issuer) {

    /// Without the code, so that no log has it.
    @Override
    public String toString() {
      return "answer of a provider";
    }
  }

  /// `true` if there is a provider.
  public boolean isOn() {
    return settings.isOn();
  }

  public Begun begin(HttpServletRequest request) {
    Optional<OpenIdProvider.Known> known = provider.known();
    if (known.isEmpty()) {
      return new Begun.Unavailable();
    }
    ClientRegistration registration =
        ClientRegistration.withClientRegistration(known.get().registration())
            .redirectUri(cookies.publicUrl(request) + CALLBACK)
            .build();
    var resolver = new DefaultOAuth2AuthorizationRequestResolver(_ -> registration, "/login");
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    OAuth2AuthorizationRequest asked =
        Objects.requireNonNull(resolver.resolve(request, registration.getRegistrationId()));
    Attempt attempt =
        new Attempt(
            Objects.requireNonNull(asked.getState()),
            Objects.requireNonNull(asked.<String>getAttribute(OidcParameterNames.NONCE)),
            Objects.requireNonNull(asked.<String>getAttribute(PkceParameterNames.CODE_VERIFIER)),
            Objects.requireNonNull(asked.getRedirectUri()),
            clock.instant().plus(LONGEST).toEpochMilli());
    return new Begun.Redirect(
        asked.getAuthorizationRequestUri(), cookies.seal(PURPOSE, StrictJson.write(attempt)));
  }

  /// The attempt that a cookie of [#begin] stands for; empty if there is none (any more).
  private Optional<Attempt> attempt(@Nullable String cookie) {
    return Optional.ofNullable(cookie)
        .flatMap(sealed -> cookies.open(PURPOSE, sealed))
        .map(text -> StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Attempt.class))
        .filter(attempt -> clock.instant().isBefore(Instant.ofEpochMilli(attempt.until)));
  }

  /// @param cookie of [#begin]; null if the browser sent none
  public Finished finish(@Nullable String cookie, Answer answer) {
    Optional<Attempt> attempt = attempt(cookie);
    if (attempt.isEmpty() || !attempt.get().state.equals(answer.state)) {
      return new Finished.Refused(
          "This login did not begin in this browser, or it took too long. Please begin again.");
    }
    if (answer.error != null || answer.code == null) {
      log.info("The OpenID provider answered a login with an error");
      return new Finished.Refused("The identity provider did not log you in.");
    }
    if (answer.issuer != null && !answer.issuer.equals(String.valueOf(settings.issuer()))) {
      log.warn("An OpenID login came back from another issuer, and was refused");
      return new Finished.Refused("The answer came from another identity provider.");
    }
    Optional<OpenIdProvider.Known> known = provider.known();
    return known.isEmpty()
        ? new Finished.Unavailable()
        : exchange(known.get(), attempt.get(), answer.code);
  }

  private Finished exchange(OpenIdProvider.Known known, Attempt attempt, String code) {
    try {
      var proven =
          (OAuth2LoginAuthenticationToken)
              known
                  .protocol()
                  .authenticate(
                      new OAuth2LoginAuthenticationToken(
                          known.registration(), exchange(known.registration(), attempt, code)));
      OAuth2User user = Objects.requireNonNull(Objects.requireNonNull(proven).getPrincipal());
      return accepted(user.getAttributes());
    } catch (OAuth2AuthenticationException e) {
      provider.forget();
      if (isBroken(e)) {
        log.warn("The OpenID provider does not answer: {}", e.getError().getErrorCode());
        return new Finished.Unavailable();
      }
      log.warn("An OpenID login was refused: {}", e.getError().getErrorCode());
      log.debug("The refusal in full", e);
      return new Finished.Refused(
          "The identity provider's answer could not be verified (%s). Please begin again."
              .formatted(e.getError().getErrorCode()));
    }
  }

  private static OAuth2AuthorizationExchange exchange(
      ClientRegistration registration, Attempt attempt, String code) {
    return new OAuth2AuthorizationExchange(
        OAuth2AuthorizationRequest.authorizationCode()
            .clientId(registration.getClientId())
            .authorizationUri(
                Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
            .redirectUri(attempt.redirectUri)
            .scopes(registration.getScopes())
            .state(attempt.state)
            .attributes(attributes -> {
              attributes.put(OidcParameterNames.NONCE, attempt.nonce);
              attributes.put(PkceParameterNames.CODE_VERIFIER, attempt.verifier);
            })
            .build(),
        OAuth2AuthorizationResponse.success(code)
            .redirectUri(attempt.redirectUri)
            .state(attempt.state)
            .build());
  }

  private Finished accepted(Map<String, Object> claims) {
    if (!(claims.get(settings.nameClaim()) instanceof String name)
        || !NAME.matcher(name).matches()) {
      log.warn("An ID token has no usable name in {}", settings.nameClaim());
      return new Finished.Refused("The identity provider did not say your name.");
    }
    Optional<Role> role = settings.roleRules().role(claims, settings.roleClaim());
    return role.isEmpty()
        ? new Finished.Refused(
            "You are known to the identity provider as %s, but you have no role here. Ask an administrator."
                .formatted(name))
        : new Finished.Accepted(
            new BrowserSessions.Proven(
                name, Session.Source.OPENID, role.get(), settings.stamp().text()));
  }

  private static boolean isBroken(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
      depth++;
    }
    return false;
  }
}
