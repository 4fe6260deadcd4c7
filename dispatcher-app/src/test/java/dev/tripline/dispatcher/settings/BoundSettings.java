package dev.tripline.dispatcher.settings;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/// Settings as the dispatcher has them, without the dispatcher.
public final class BoundSettings {
  private BoundSettings() {}

  /// A record's defaults.
  public static <T extends Record> T of(Class<T> type) {
    String prefix = type.getAnnotation(ConfigurationProperties.class).value();
    return Binder.get(environment(Map.of())).bindOrCreate(prefix, type);
  }

  /// An environment with these values and nothing else.
  static ConfigurableEnvironment environment(Map<String, Object> values) {
    return new StandardEnvironment() {
      @Override
      protected void customizePropertySources(MutablePropertySources sources) {
        sources.addLast(new MapPropertySource("test", values));
      }
    };
  }
}
