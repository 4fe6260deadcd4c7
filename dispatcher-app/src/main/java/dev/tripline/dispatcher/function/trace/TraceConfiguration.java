package dev.tripline.dispatcher.function.trace;

import dev.tripline.runtime.trace.TraceSink;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TraceConfiguration {

  /// Closed after the functions, whose last spans it sends.
  @Bean
  TraceSink traces(TraceSettings settings) {
    URI endpoint = settings.endpoint();
    if (endpoint == null) {
      return _ -> {};
    }
    OtlpExporter exporter = new OtlpExporter(endpoint, settings.interval(), settings.queue());
    exporter.start();
    return exporter;
  }
}
