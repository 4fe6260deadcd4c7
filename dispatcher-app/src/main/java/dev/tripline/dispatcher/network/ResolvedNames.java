package dev.tripline.dispatcher.network;

import dev.tripline.spi.network.AddressResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Has an HTTP client connect to the addresses of a resolver. Safe for many threads.
public record ResolvedNames(AddressResolver addresses) implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return addresses.resolve(host);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
