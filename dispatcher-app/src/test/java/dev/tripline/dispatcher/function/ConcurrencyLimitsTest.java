package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.ConcurrencyLimits.Place;
import dev.tripline.dispatcher.function.ConcurrencyLimits.Refused;
import dev.tripline.dispatcher.function.ConcurrencyLimits.Taken;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.settings.BoundSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
  private final ConcurrencyLimits limits =
      new ConcurrencyLimits(BoundSettings.of(LimitSettings.class));
  private final PackageFunction plain = function("plain");
  private final PackageFunction reserved = function("own").withReservedConcurrency(2);

  @Test
  void a_function_has_its_reserved_places_to_itself() {
    Place one = limits.enter(reserved);
    Place two = limits.enter(reserved);
    assertThat(one).isInstanceOf(Taken.class);
    assertThat(two).isInstanceOf(Taken.class);
    assertThat(limits.enter(reserved))
        .isEqualTo(new Refused("ReservedFunctionConcurrentInvocationLimitExceeded"));

    ((Taken) two).close();
    assertThat(limits.enter(reserved)).isInstanceOf(Taken.class);
  }

  @Test
  void the_others_share_what_is_left() {
    limits.count(List.of(plain, reserved));

    assertThat(limits.unreserved()).isEqualTo(998);
    for (int i = 0; i < 998; i++) {
      assertThat(limits.enter(plain)).isInstanceOf(Taken.class);
    }
    assertThat(limits.enter(plain)).isEqualTo(new Refused("ConcurrentInvocationLimitExceeded"));
    assertThat(limits.enter(reserved)).isInstanceOf(Taken.class);
  }

  @Test
  void a_function_without_places_is_off() {
    PackageFunction off = plain.withReservedConcurrency(0);

    assertThat(limits.of(off)).isZero();
    assertThat(limits.enter(off)).isInstanceOf(Refused.class);
  }

  private static PackageFunction function(String name) {
    return PackageFunction.create(name, SampleVersions.version(FunctionVersion.LATEST, ""));
  }
}
