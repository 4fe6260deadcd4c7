package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// A port for the actuator alone is a server of its own.
class ManagementPortTest {
  @TempDir Path data;

  @Test
  void actuator_on_a_port_of_its_own_is_guarded_as_well() throws IOException {
    try (ConfigurableApplicationContext app =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--management.server.port=0",
            "--management.server.address=127.0.0.1",
            "--tripline.data-directory=" + data)) {
      String port = app.getEnvironment().getRequiredProperty("local.management.port");
      assertThat(port).isNotEqualTo(app.getEnvironment().getProperty("local.server.port"));
      assertThat(get(port, "Host: localhost")).startsWith("HTTP/1.1 200 ");
      assertThat(get(port, "Host: evil.example")).startsWith("HTTP/1.1 403 ");
      assertThat(get(port, "Host: localhost~r~nOrigin: http://evil.example"))
          .startsWith("HTTP/1.1 403 ");
      assertThat(get(port, "Host: localhost~n")).startsWith("HTTP/1.1 400 ");
    }
  }

  private static String get(String port, String headers) throws IOException {
    try (RawSocket socket = new RawSocket(Integer.parseInt(port))) {
      return socket
          .write("GET /actuator/health HTTP/1.1~r~n" + headers + "~r~nConnection: close~r~n~r~n")
          .readAll();
    }
  }
}
