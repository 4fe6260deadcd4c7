package dev.tripline.dispatcher.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The limits of requests to `/v1`.
///
/// @param maxBody the largest body of a request; `/v1/events` has a limit of its own
@ConfigurationProperties("tripline.api")
public record ApiSettings(@DefaultValue("1MB") DataSize maxBody) {
  public ApiSettings {
    if (maxBody.toBytes() < 1024 || maxBody.toMegabytes() > 1024) {
      throw new IllegalArgumentException("tripline.api.max-body must be 1KB to 1GB");
    }
  }
}
