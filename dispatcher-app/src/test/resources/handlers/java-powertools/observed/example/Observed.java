package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/// Logger and metrics of Powertools, without aspects.
public class Observed implements RequestHandler<Map<String, Integer>, Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Observed.class);
  private static final Metrics METRICS = MetricsFactory.getMetricsInstance();

  @Override
  public Integer handleRequest(Map<String, Integer> event, Context context) {
    return PowertoolsLogging.withLogging(
        context,
        () -> {
          int seats = event.get("seats");
          LOG.info("booked {}", seats);
          METRICS.addMetric("seats", seats, MetricUnit.COUNT);
          METRICS.flush();
          return seats;
        });
  }
}
