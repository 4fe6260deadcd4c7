package dev.tripline.adapter.http;

import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.http.HttpPush;
import java.util.List;

/// The trace of a request as attributes of its events. An event that says itself where it comes from, by
/// the extension of CloudEvents for traces, keeps that.
public final class TraceHeaders {
  private TraceHeaders() {}

  public static List<Event> on(List<Event> events, HttpPush request) {
    String parent = request.header(TraceContext.TRACEPARENT).orElse(null);
    String state = request.header(TraceContext.TRACESTATE).orElse(null);
    String amazon = request.header(Lineage.HEADER).orElse(null);
    if (parent == null && amazon == null) {
      return events;
    }
    return events.stream()
        .map(event -> {
          Event traced = event;
          if (parent != null && !event.attributes().containsKey(TraceContext.TRACEPARENT)) {
            traced = traced.withAttribute(TraceContext.TRACEPARENT, parent);
            traced = state == null ? traced : traced.withAttribute(TraceContext.TRACESTATE, state);
          }
          return amazon == null ? traced : traced.withAttribute(Lineage.ATTRIBUTE, amazon);
        })
        .toList();
  }
}
