package dev.tripline.dispatcher.function.trace;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TraceSettings.class)
class TraceConfiguration {

  /// Closed after the deliveries and the functions, whose last spans it sends.
  @Bean(destroyMethod = "close")
  Tracing tracing(TraceSettings settings, InstantSource clock) {
    return settings.endpoint() == null
        ? Tracing.OFF
        : Tracing.to(settings.endpoint(), settings, clock);
  }

  @Bean
  TraceLinks traceLinks(TraceSettings settings) {
    return new TraceLinks(settings.page());
  }

  @Bean
  MeterBinder traceMeters(Tracing tracing) {
    return registry -> {
      SpanExport export = tracing.export();
      if (export == null) {
        return;
      }
      FunctionCounter.builder("tripline.traces.spans", export, SpanExport::exported)
          .tag("outcome", "exported")
          .description("spans by what became of them")
          .register(registry);
      FunctionCounter.builder("tripline.traces.spans", export, SpanExport::failed)
          .tag("outcome", "failed")
          .description("spans by what became of them")
          .register(registry);
      FunctionCounter.builder("tripline.traces.spans", export, SpanExport::dropped)
          .tag("outcome", "dropped")
          .description("spans by what became of them")
          .register(registry);
      Gauge.builder("tripline.traces.waiting", export, SpanExport::waiting)
          .description("spans that wait for their export")
          .register(registry);
    };
  }
}
