package dev.tripline.dispatcher.function.trace;

import org.jspecify.annotations.Nullable;

/// Addresses of traces in the collector's pages.
public final class TraceLinks {
  private final @Nullable String page;

  /// @param page with `{traceId}` for the id; null if there are no such pages
  public TraceLinks(@Nullable String page) {
    this.page = page;
  }

  /// Null if there is no trace, or no page for it.
  public @Nullable String of(@Nullable String traceId) {
    return page == null || traceId == null ? null : page.replace("{traceId}", traceId);
  }
}
