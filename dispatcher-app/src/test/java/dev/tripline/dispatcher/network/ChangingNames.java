package dev.tripline.dispatcher.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The name service of this module's tests: the machine's own, but for names below `rebound.test`, which
/// have a public address when they are asked for the first time, and this machine's from then on. Answers
/// are not kept, as those of a name server that says so.
public final class ChangingNames extends InetAddressResolverProvider {
  private static final String CHANGING = ".rebound.test";

  /// Of a documentation server of IANA; it is not connected to.
  private static final byte[] PUBLIC = {93, (byte) 184, (byte) 215, 14};

  private static final Map<String, Boolean> ASKED = new ConcurrentHashMap<>();

  static {
    // Read when the first answer is kept, which is later than this.
    Security.setProperty("networkaddress.cache.ttl", "0");
  }

  /// A name that nobody has asked for yet.
  static String fresh(String label) {
    String name = label + CHANGING;
    ASKED.remove(name);
    return name;
  }

  /// Whether it was asked for more than once, so that it is this machine's by now.
  static boolean isRebound(String name) {
    return Boolean.TRUE.equals(ASKED.get(name));
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver own = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(CHANGING) ? changing(host) : own.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return own.lookupByAddress(address);
      }
    };
  }

  private static Stream<InetAddress> changing(String host) throws UnknownHostException {
    Boolean before = ASKED.putIfAbsent(host, false);
    if (before == null) {
      return Stream.of(InetAddress.getByAddress(host, PUBLIC));
    }
    ASKED.put(host, true);
    return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
  }

  @Override
  public String name() {
    return "names that change";
  }
}
