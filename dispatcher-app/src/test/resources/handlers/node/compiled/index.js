"use strict";
// As a TypeScript compiler leaves a class with bound methods.
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = void 0;
const logger_1 = require("@aws-lambda-powertools/logger");
const metrics_1 = require("@aws-lambda-powertools/metrics");
class Checkout {
    constructor() {
        this.logger = new logger_1.Logger({ serviceName: "checkout", logLevel: "WARN" });
        this.metrics = new metrics_1.Metrics({ namespace: "shop", serviceName: "checkout" });
    }
    async handler(event, context) {
        this.logger.addContext(context);
        this.logger.info("left out");
        this.logger.warn("expensive", { total: event.total });
        this.metrics.addDimension("country", event.country);
        this.metrics.addMetric("total", metrics_1.MetricUnit.Count, event.total);
        this.metrics.publishStoredMetrics();
        return { approved: event.total < 1000 };
    }
}
const checkout = new Checkout();
exports.handler = checkout.handler.bind(checkout);
