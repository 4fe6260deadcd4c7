// Logger, metrics and tracer of Powertools, put around the handler by middy.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';

const logger = new Logger({ serviceName: 'booking' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'booking' });
const tracer = new Tracer({ serviceName: 'booking' });

export const handler = middy(async (event) => {
  logger.info('booked', { seats: event.seats });
  metrics.addMetric('seats', MetricUnit.Count, event.seats);
  return { booked: event.seats, traced: tracer.isTracingEnabled() };
})
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .use(captureLambdaHandler(tracer));
