package dev.tripline.dispatcher.crash.changes;

import dev.tripline.spi.store.ShardLeases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Halts the process, as SIGKILL would, when leases reach a point for the n-th time.
final class HaltingLeases {
  private final ShardLeases leases;
  private final ChangeCrashPoint point;
  private final AtomicInteger left;

  private HaltingLeases(ShardLeases leases, ChangeCrashPoint point, int nth) {
    this.leases = leases;
    this.point = point;
    this.left = new AtomicInteger(nth);
  }

  /// @param setting `NAME:nth`; null for leases as they are
  static ShardLeases of(ShardLeases leases, @Nullable String setting) {
    if (setting == null) {
      return leases;
    }
    String[] parts = setting.split(":", 2);
    var halting =
        new HaltingLeases(leases, ChangeCrashPoint.valueOf(parts[0]), Integer.parseInt(parts[1]));
    return (ShardLeases)
        Proxy.newProxyInstance(
            ShardLeases.class.getClassLoader(),
            new Class<?>[] {ShardLeases.class},
            (_, method, arguments) -> halting.call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    boolean checkpoint = method.getName().equals("checkpoint");
    if (checkpoint) {
      reached(ChangeCrashPoint.CHECKPOINT_BEFORE_COMMIT);
    }
    Object answer;
    try {
      answer = method.invoke(leases, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (checkpoint) {
      reached(ChangeCrashPoint.CHECKPOINT_AFTER_COMMIT);
    } else if (answer instanceof List<?> claimed && !claimed.isEmpty()) {
      reached(ChangeCrashPoint.CLAIMED);
    }
    return answer;
  }

  private void reached(ChangeCrashPoint here) {
    if (here == point && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(ChangeCrashPoint.EXIT_STATUS);
    }
  }
}
