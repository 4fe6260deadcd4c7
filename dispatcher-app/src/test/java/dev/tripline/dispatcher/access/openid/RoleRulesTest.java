package dev.tripline.dispatcher.access.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.access.rule.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleRulesTest {
  private static final RoleRules RULES =
      RoleRules.parse(List.of("admins=admin", "cn=ops,dc=x=operator", "/all=viewer"));

  @Test
  void first_rule_that_fits_counts() {
    assertThat(RULES.role(Map.of("g", List.of("/all", "admins")), "g")).hasValue(Role.ADMIN);
    assertThat(RULES.role(Map.of("g", List.of("cn=ops,dc=x")), "g")).hasValue(Role.OPERATOR);
    assertThat(RULES.role(Map.of("g", "/all"), "g")).hasValue(Role.VIEWER);
  }

  @Test
  void nobody_else_has_a_role() {
    assertThat(RULES.role(Map.of(), "g")).isEmpty();
    assertThat(RULES.role(Map.of("g", List.of("others")), "g")).isEmpty();
    assertThat(RULES.role(Map.of("g", List.of(1, Map.of())), "g")).isEmpty();
    assertThat(RULES.role(Map.of("g", "admins /all"), "g")).isEmpty();
    assertThat(RULES.role(Map.of("other", "admins"), "g")).isEmpty();
    assertThat(RULES.role(Map.of("g", true), "g")).isEmpty();
  }

  @Test
  void claim_may_be_inside_of_another_or_have_dots() {
    assertThat(
            RULES.role(
                Map.of("realm_access", Map.of("roles", List.of("admins"))), "realm_access.roles"))
        .hasValue(Role.ADMIN);
    assertThat(
            RULES.role(Map.of("https://example.org/roles", "admins"), "https://example.org/roles"))
        .hasValue(Role.ADMIN);
    assertThat(RULES.role(Map.of("realm_access", "admins"), "realm_access.roles")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"admins", "=admin", "admins=", "admins=root", "admins=ADMIN"})
  void rule_that_is_none_is_refused(String rule) {
    assertThatThrownBy(() -> RoleRules.parse(List.of(rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VALUE=ROLE");
  }
}
