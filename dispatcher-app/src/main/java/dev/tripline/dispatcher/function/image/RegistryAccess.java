package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.connection.Login;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.apache.hc.client5.http.auth.AuthChallenge;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.impl.auth.AuthChallengeParser;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.ParserCursor;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers a registry that asks who wants to pull: with a login, or with a token that it has the login
/// exchanged for.
///
/// @param login null to pull as anybody
record RegistryAccess(RegistryClient client, @Nullable Login login) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_TOKEN = 64 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// The value of `Authorization` that satisfies one of the challenges. A host that the registry has
  /// redirected to names no place to which the registry's login goes.
  ///
  /// @param registry its address
  /// @param repository whose content is wanted
  /// @param refusal of the registry
  String authorization(URI registry, String repository, RegistryClient.Answer refusal)
      throws ImageException, IOException {
    if (!RegistryClient.isSame(registry, refusal.uri())) {
      throw denied("Another host, to which the registry redirects, asks for a login.");
    }
    for (String text : refusal.challenges()) {
      for (AuthChallenge challenge : parse(text)) {
        if (challenge.getSchemeName().equalsIgnoreCase("Basic") && login != null) {
          return basic(login);
        }
        if (challenge.getSchemeName().equalsIgnoreCase("Bearer")) {
          return "Bearer " + token(registry, repository, challenge);
        }
      }
    }
    throw denied(
        "The registry asks for a login, and there is none for it (tripline.images.logins).");
  }

  private static List<AuthChallenge> parse(String text) {
    try {
      return AuthChallengeParser.INSTANCE.parse(
          ChallengeType.TARGET, text, new ParserCursor(0, text.length()));
    } catch (ParseException _) {
      return List.of(); // another one may be understood
    }
  }

  private static String basic(Login login) {
    byte[] pair = (login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private String token(URI registry, String repository, AuthChallenge challenge)
      throws ImageException, IOException {
    URI realm = realm(registry, repository, challenge);
    String authorization = login == null ? null : basic(login);
    var request = new RegistryClient.Request(realm, "application/json", authorization, TIMEOUT);
    try (RegistryClient.Answer answer = client.get(request)) {
      if (answer.status() == 401 || answer.status() == 403) {
        throw denied(
            "The registry refuses " + (login == null ? "whoever has no login." : login + "."));
      }
      byte[] body = answer.body().readNBytes(MOST_TOKEN + 1);
      if (answer.status() != 200 || body.length > MOST_TOKEN) {
        throw new ImageException(
            Reason.UNREACHABLE, "The registry gives no token: status " + answer.status() + ".");
      }
      return read(body);
    }
  }

  private static URI realm(URI registry, String repository, AuthChallenge challenge)
      throws ImageException {
    try {
      URIBuilder realm = new URIBuilder(parameter(challenge, "realm"));
      String service = parameter(challenge, "service");
      if (!service.isEmpty()) {
        realm.addParameter("service", service);
      }
      realm.addParameter("scope", "repository:" + repository + ":pull");
      URI uri = realm.build();
      if (!"https".equals(uri.getScheme()) && registry.getScheme().equals("https")) {
        throw denied("The registry asks for a login without TLS.");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new ImageException(Reason.ACCESS_DENIED, "The registry names no place for tokens.", e);
    }
  }

  private static String parameter(AuthChallenge challenge, String name) {
    List<NameValuePair> parameters = challenge.getParams();
    return parameters == null
        ? ""
        : parameters.stream()
            .filter(pair -> pair.getName().equalsIgnoreCase(name) && pair.getValue() != null)
            .map(NameValuePair::getValue)
            .findFirst()
            .orElse("");
  }

  private static String read(byte[] body) throws ImageException {
    try {
      JsonNode json = JSON.readTree(body);
      String token = json.path("token").asString(json.path("access_token").asString(""));
      if (token.matches("[\\x21-\\x7e]+")) {
        return token;
      }
    } catch (JacksonException _) {
      // its message would repeat a part of the token
    }
    throw new ImageException(Reason.UNREACHABLE, "The registry gives no token that is one.");
  }

  private static ImageException denied(String message) {
    return new ImageException(Reason.ACCESS_DENIED, message);
  }
}
