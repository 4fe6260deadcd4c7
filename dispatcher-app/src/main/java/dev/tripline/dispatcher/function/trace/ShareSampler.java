package dev.tripline.dispatcher.function.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/// Keeps what the caller keeps, a share of what begins here, and every run of a function with active
/// tracing.
final class ShareSampler implements Sampler {
  /// Of a span that is kept in any case.
  static final AttributeKey<Boolean> ACTIVE = AttributeKey.booleanKey("tripline.tracing.active");

  private final Sampler others;

  ShareSampler(double share) {
    this.others = Sampler.parentBased(Sampler.traceIdRatioBased(share));
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return Boolean.TRUE.equals(attributes.get(ACTIVE))
        ? SamplingResult.recordAndSample()
        : others.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "ShareSampler{" + others.getDescription() + "}";
  }
}
