package dev.tripline.spi.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Resolves a host to the addresses to which connections may be made. Whoever connects asks for each
/// connection anew and uses the very addresses of the answer, so that a name that changes its address in
/// between gains nothing. Blocking; safe for many threads.
@FunctionalInterface
public interface AddressResolver {

  /// For hosts that the operator has named: any address.
  AddressResolver ANY = InetAddress::getAllByName;

  /// @param host a name, or an address as text
  /// @throws UnknownHostException if it has no address, or one that must not be connected to
  InetAddress[] resolve(String host) throws UnknownHostException;
}
