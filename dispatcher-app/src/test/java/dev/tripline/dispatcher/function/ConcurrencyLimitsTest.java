package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.ConcurrencyLimits.Place;
import dev.tripline.dispatcher.function.ConcurrencyLimits.Refused;
import dev.tripline.dispatcher.function.ConcurrencyLimits.Taken;
import dev.tripline.dispatcher.function.registry.Alias;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.PackageFunction.Provisioned;
import dev.tripline.dispatcher.settings.BoundSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
  private static final String LATEST = FunctionVersion.LATEST;

  private final ConcurrencyLimits limits =
      new ConcurrencyLimits(BoundSettings.of(LimitSettings.class));
  private final PackageFunction plain = function("plain");
  private final PackageFunction reserved = function("own").withReservedConcurrency(2);

  @Test
  void a_function_has_its_reserved_places_to_itself() {
    Place one = limits.enter(reserved, LATEST);
    Place two = limits.enter(reserved, LATEST);
    assertThat(one).isInstanceOf(Taken.class);
    assertThat(two).isInstanceOf(Taken.class);
    assertThat(limits.enter(reserved, LATEST))
        .isEqualTo(new Refused("ReservedFunctionConcurrentInvocationLimitExceeded"));

    ((Taken) two).close();
    assertThat(limits.enter(reserved, LATEST)).isInstanceOf(Taken.class);
  }

  @Test
  void the_others_share_what_is_left() {
    limits.count(List.of(plain, reserved));

    assertThat(limits.unreserved()).isEqualTo(998);
    for (int i = 0; i < 998; i++) {
      assertThat(limits.enter(plain, LATEST)).isInstanceOf(Taken.class);
    }
    assertThat(limits.enter(plain, LATEST))
        .isEqualTo(new Refused("ConcurrentInvocationLimitExceeded"));
    assertThat(limits.enter(reserved, LATEST)).isInstanceOf(Taken.class);
  }

  @Test
  void a_function_without_places_is_off() {
    PackageFunction off = plain.withReservedConcurrency(0);

    assertThat(limits.of(off)).isZero();
    assertThat(limits.enter(off, LATEST)).isInstanceOf(Refused.class);
  }

  @Test
  void provisioned_places_are_a_part_of_the_reserved_ones_for_their_version_alone() {
    PackageFunction warm =
        reserved
            .withPublished(SampleVersions.version("1", ""))
            .withAlias("live", new Alias("live", "1", "", Map.of(), "revision"))
            .withProvisioned("live", new Provisioned(2, Instant.EPOCH));

    assertThat(limits.enter(warm, LATEST))
        .isEqualTo(new Refused("ReservedFunctionConcurrentInvocationLimitExceeded"));
    Place one = limits.enter(warm, "1");
    assertThat(one).isInstanceOf(Taken.class);
    assertThat(limits.enter(warm, "1")).isInstanceOf(Taken.class);
    assertThat(limits.enter(warm, "1")).isInstanceOf(Refused.class);
    ((Taken) one).close();
    assertThat(limits.enter(warm, "1")).isInstanceOf(Taken.class);
  }

  @Test
  void a_provisioned_version_goes_on_with_the_places_of_all() {
    PackageFunction warm =
        plain
            .withPublished(SampleVersions.version("1", ""))
            .withProvisioned("1", new Provisioned(1, Instant.EPOCH));
    limits.count(List.of(warm));

    assertThat(limits.unreserved()).isEqualTo(999);
    assertThat(limits.of(warm)).isEqualTo(1000);
    assertThat(limits.enter(warm, "1")).isInstanceOf(Taken.class);
    assertThat(limits.enter(warm, "1")).isInstanceOf(Taken.class);
  }

  private static PackageFunction function(String name) {
    return PackageFunction.create(name, SampleVersions.version(FunctionVersion.LATEST, ""));
  }
}
