package example;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// A Spring application whose functions are beans.
@SpringBootApplication
public class Application {
  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @Bean
  public Function<Map<String, String>, Map<String, String>> shout() {
    return event -> Map.of("said", event.get("say").toUpperCase(Locale.ROOT));
  }
}
