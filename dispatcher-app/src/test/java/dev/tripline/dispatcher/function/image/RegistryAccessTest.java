package dev.tripline.dispatcher.function.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// To whom a registry's login goes.
class RegistryAccessTest {
  private static final URI REGISTRY = URI.create("https://registry.example:5000/");
  private static final Login LOGIN = new Login("user", "password");

  private static RegistryClient client() {
    return new RegistryClient(new AddressGuard("tripline.images.allow", List.of()));
  }

  private static RegistryClient.Answer refusal(String uri, String challenge) {
    return new RegistryClient.Answer(
        401, URI.create(uri), List.of(challenge), InputStream.nullInputStream());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://store.example/v2/team/x",
        "https://store.example:5000/v2/team/x",
        "http://registry.example:5000/v2/team/x",
        "https://registry.example/v2/team/x",
        "https://registry.example:5001/v2/team/x",
        "https://user@registry.example:5000/v2/team/x"
      })
  void host_that_the_registry_redirects_to_gets_no_login(String uri) throws Exception {
    try (RegistryClient client = client()) {
      RegistryAccess access = new RegistryAccess(client, LOGIN);
      for (String challenge :
          List.of("Basic realm=\"x\"", "Bearer realm=\"https://store.example/token\"")) {
        assertThatThrownBy(() -> access.authorization(REGISTRY, "team/x", refusal(uri, challenge)))
            .isInstanceOf(ImageException.class)
            .hasMessageContaining("Another host")
            .extracting(e -> ((ImageException) e).reason())
            .isEqualTo(Reason.ACCESS_DENIED);
      }
    }
  }

  @Test
  void registry_gets_its_login() throws Exception {
    try (RegistryClient client = client()) {
      assertThat(
              new RegistryAccess(client, LOGIN)
                  .authorization(
                      REGISTRY, "team/x", refusal(REGISTRY + "v2/team/x", "Basic realm=\"x\"")))
          .isEqualTo("Basic dXNlcjpwYXNzd29yZA==");
    }
  }
}
