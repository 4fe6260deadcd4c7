package dev.tripline.adapter.kafka.network;

import dev.tripline.spi.network.AddressResolver;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.KafkaAdminClient;
import org.jspecify.annotations.Nullable;

/// Opens administrative clients that connect only to addresses that a resolver answers, and whose answers
/// are bounded ([BoundedAnswers]).
///
/// Such a client connects as soon as it is made, by a thread of its own. The first name that it looks up
/// waits until its answers are bounded.
public final class GuardedAdmin {
  private GuardedAdmin() {}

  /// @param addresses null for those that the host's own resolver gives
  /// @throws IllegalStateException if this version of the client cannot be guarded
  public static Admin open(Map<String, Object> properties, @Nullable AddressResolver addresses) {
    CountDownLatch guarded = new CountDownLatch(1);
    HostResolver resolver =
        host -> {
          await(guarded, host);
          return addresses == null ? InetAddress.getAllByName(host) : addresses.resolve(host);
        };
    Admin admin = created(new AdminClientConfig(properties), resolver);
    try {
      BoundedAnswers.restrictClient(ClientFields.get(admin, "client"));
      guarded.countDown();
      return admin;
    } catch (ReflectiveOperationException | RuntimeException e) {
      admin.close(Duration.ZERO);
      throw BoundedAnswers.unknownVersion(e);
    }
  }

  private static void await(CountDownLatch guarded, String host) throws UnknownHostException {
    try {
      guarded.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private static Admin created(AdminClientConfig config, HostResolver resolver) {
    try {
      for (Method method : KafkaAdminClient.class.getDeclaredMethods()) {
        Class<?>[] parameters = method.getParameterTypes();
        if (method.getName().equals("createInternal")
            && parameters.length == 3
            && parameters[2] == HostResolver.class) {
          method.setAccessible(true);
          if (method.invoke(null, config, null, resolver) instanceof Admin admin) {
            return admin;
          }
        }
      }
      throw new NoSuchMethodException("createInternal");
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw BoundedAnswers.unknownVersion(e);
    }
  }
}
