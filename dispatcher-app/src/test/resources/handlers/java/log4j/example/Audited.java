package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Logs through the appender for Lambda.
public class Audited implements RequestHandler<String, Integer> {
  private static final Logger LOG = LogManager.getLogger(Audited.class);

  @Override
  public Integer handleRequest(String event, Context context) {
    LOG.debug("left out");
    LOG.info("audited {}", event);
    return event.length();
  }
}
