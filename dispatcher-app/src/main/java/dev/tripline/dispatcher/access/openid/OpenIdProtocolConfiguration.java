package dev.tripline.dispatcher.access.openid;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/// Asks a provider for its description, and puts the parts of Spring Security together that speak the
/// protocol with it. None of its filters is used: who may do what is decided in
/// [dev.tripline.dispatcher.access.rule.AccessRules] alone.
final class OpenIdProtocolConfiguration {
  private static final Timeout LONGEST_WAIT = Timeout.ofSeconds(5);

  private static final String DESCRIPTION = "/.well-known/openid-configuration";

  /// Signatures by keys that the provider publishes; those by a shared secret, and none, are left out.
  private static final List<SignatureAlgorithm> ALGORITHMS = List.of(SignatureAlgorithm.values());

  private OpenIdProtocolConfiguration() {}

  /// Blocking.
  ///
  /// @throws RuntimeException if it does not answer, or describes another one
  static OpenIdProvider.Known read(OpenIdSettings settings, StoredSecrets secrets) {
    ClientHttpRequestFactory requests = requests();
    String issuer = String.valueOf(settings.issuer());
    Map<String, Object> description =
        RestClient.builder()
            .requestFactory(requests)
            .build()
            .get()
            .uri(issuer.replaceAll("/$", "") + DESCRIPTION)
            .retrieve()
            .body(new ParameterizedTypeReference<>() {});
    if (description == null || !issuer.equals(description.get("issuer"))) {
      throw new IllegalStateException(
          "what is at " + issuer + DESCRIPTION + " describes another issuer");
    }
    ClientRegistration registration = registration(settings, secrets, description);
    var protocol =
        new OidcAuthorizationCodeAuthenticationProvider(
            tokens(requests), asked -> new DefaultOidcUser(Set.of(), asked.getIdToken()));
    NimbusJwtDecoder decoder = decoder(registration, description, requests);
    protocol.setJwtDecoderFactory(_ -> decoder);
    return new OpenIdProvider.Known(registration, protocol);
  }

  /// Without redirects: the provider's own description says where to ask.
  private static ClientHttpRequestFactory requests() {
    return new HttpComponentsClientHttpRequestFactory(
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(LONGEST_WAIT)
                            .setSocketTimeout(LONGEST_WAIT)
                            .setTimeToLive(LONGEST_WAIT)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(LONGEST_WAIT)
                    .setResponseTimeout(LONGEST_WAIT)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .build());
  }

  private static ClientRegistration registration(
      OpenIdSettings settings, StoredSecrets secrets, Map<String, Object> description) {
    Set<String> scopes = new LinkedHashSet<>(List.of("openid"));
    scopes.addAll(settings.scopes());
    ClientRegistration.Builder builder =
        ClientRegistrations.fromOidcConfiguration(description)
            .registrationId("provider")
            .clientId(settings.clientId())
            .scope(scopes)
            .redirectUri("{baseUrl}" + OpenIdLogin.CALLBACK);
    SecretReference secret = settings.clientSecret();
    return secret == null
        ? builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build()
        : builder.clientSecret(secret.resolve(secrets)).build();
  }

  private static RestClientAuthorizationCodeTokenResponseClient tokens(
      ClientHttpRequestFactory requests) {
    var tokens = new RestClientAuthorizationCodeTokenResponseClient();
    tokens.setRestClient(
        RestClient.builder()
            .requestFactory(requests)
            .configureMessageConverters(converters ->
                converters
                    .addCustomConverter(new FormHttpMessageConverter())
                    .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return tokens;
  }

  private static NimbusJwtDecoder decoder(
      ClientRegistration registration,
      Map<String, Object> description,
      ClientHttpRequestFactory requests) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSetUri(
                Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri()))
            .jwsAlgorithms(allowed -> allowed.addAll(algorithms(description)))
            .restOperations(new RestTemplate(requests))
            .build();
    decoder.setClaimSetConverter(
        new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
    return decoder;
  }

  private static Set<SignatureAlgorithm> algorithms(Map<String, Object> description) {
    Set<SignatureAlgorithm> algorithms = new LinkedHashSet<>();
    if (description.get("id_token_signing_alg_values_supported") instanceof Collection<?> names) {
      ALGORITHMS.stream().filter(known -> names.contains(known.getName())).forEach(algorithms::add);
    }
    if (algorithms.isEmpty()) {
      algorithms.add(SignatureAlgorithm.RS256);
    }
    return algorithms;
  }
}
