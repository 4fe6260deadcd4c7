package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.access.rule.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleGrantsTest {
  private static final String ARN = "arn:aws:iam::000000000000:role/shop/orders";

  @Test
  void an_arn_goes_before_a_name_and_a_name_before_all_others() {
    RoleGrants grants =
        RoleGrants.of(
            List.of(
                "*=viewer", "orders=publisher function:pay-* trigger:inbox", ARN + "x=operator"));
    assertThat(grants.of(ARN))
        .isEqualTo(
            new RoleGrants.Grant(Role.PUBLISHER, List.of("function:pay-*", "trigger:inbox")));
    assertThat(grants.of(ARN + "x")).isEqualTo(new RoleGrants.Grant(Role.OPERATOR, List.of("*")));
    assertThat(grants.of(ARN + "y").right()).isEqualTo(Role.VIEWER);
  }

  @Test
  void a_role_without_an_entry_has_no_right() {
    assertThat(RoleGrants.of(List.of("other=operator")).of(ARN).right()).isEqualTo(Role.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders",
        "orders=",
        "=viewer",
        "orders=admin",
        "orders=publisher pay",
        "orders=x"
      })
  void what_is_no_grant_is_refused(String entry) {
    assertThatThrownBy(() -> RoleGrants.of(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ROLE=publisher");
  }

  @Test
  void a_role_is_there_once() {
    assertThatThrownBy(() -> RoleGrants.of(List.of("a=viewer", "a=publisher")))
        .hasMessageContaining("a is there twice");
  }
}
