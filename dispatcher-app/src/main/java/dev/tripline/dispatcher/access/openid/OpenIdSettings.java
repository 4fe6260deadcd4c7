package dev.tripline.dispatcher.access.openid;

import dev.tripline.dispatcher.access.browser.BrowserSessions;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Login with a provider of OpenID Connect, beside that with passwords.
///
/// @param issuer the provider's address, as its own description names it; there is no such login if not set
/// @param clientId the name under which the provider knows this dispatcher
/// @param clientSecret a reference: `secret:NAME`, `env:NAME` or `file:PATH`; none for a public client
/// @param scopes asked for; `openid` is always among them
/// @param nameClaim the member of the ID token that names the user in the audit; it should be one that a user
///     cannot change at the provider
/// @param roleClaim the member of the ID token with the groups or roles of the user, a text or a list;
///     `realm_access.roles` is a member of a member
/// @param roles `VALUE=ROLE`: the role of those who have that value; the first that fits counts. Who has none
///     of them is refused
@ConfigurationProperties("tripline.login.openid")
public record OpenIdSettings(
    @Nullable URI issuer,
    @DefaultValue("tripline") String clientId,
    @Nullable SecretReference clientSecret,
    @DefaultValue("openid") List<String> scopes,
    @DefaultValue("sub") String nameClaim,
    @DefaultValue("roles") String roleClaim,
    @DefaultValue List<String> roles) {
  private static final String PREFIX = "tripline.login.openid";

  public OpenIdSettings {
    scopes = List.copyOf(scopes);
    roles = List.copyOf(roles);
    RoleRules.parse(roles);
    if (issuer != null) {
      if (roles.isEmpty()) {
        throw new IllegalArgumentException(
            PREFIX + ": issuer needs roles, without which everybody is refused");
      }
      if (!issuer.toString().matches("https?://[^?#@]+") || issuer.getHost() == null) {
        throw new IllegalArgumentException(
            PREFIX + ".issuer: an http or https address is expected");
      }
    }
    if (clientId.isBlank() || nameClaim.isBlank() || roleClaim.isBlank()) {
      throw new IllegalArgumentException(
          PREFIX + ": client-id, name-claim and role-claim must not be empty");
    }
    if (clientSecret != null) {
      clientSecret.requireThere(PREFIX + ".client-secret");
    }
  }

  /// `true` if there is a provider.
  public boolean isOn() {
    return issuer != null;
  }

  /// Sessions depend on these: they end with a change.
  BrowserSessions.OpenIdStamp stamp() {
    String all = String.join("\n", issuer + "", clientId, nameClaim, roleClaim, roles + "");
    return new BrowserSessions.OpenIdStamp(
        UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString());
  }

  /// The roles of users, by the values of the claim.
  RoleRules roleRules() {
    return RoleRules.parse(roles);
  }
}
