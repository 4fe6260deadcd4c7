"""Logger, metrics, tracer and routes of Powertools."""
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger(service="booking")
metrics = Metrics(namespace="shop", service="booking")
tracer = Tracer(service="booking", disabled=True)
app = APIGatewayHttpResolver()


@app.get("/seats/<row>")
@tracer.capture_method
def seats(row):
    logger.info("asked", extra={"row": row})
    metrics.add_metric(name="asked", unit=MetricUnit.Count, value=1)
    return {"row": row}


@logger.inject_lambda_context
@metrics.log_metrics
@tracer.capture_lambda_handler
def handler(event, context):
    return app.resolve(event, context)
