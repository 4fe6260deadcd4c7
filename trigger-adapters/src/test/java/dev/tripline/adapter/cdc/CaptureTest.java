package dev.tripline.adapter.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.cdc.Capture.Operation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaptureTest {

  private static Capture of(String... tables) {
    return new Capture(List.of(tables), Set.of(Operation.INSERT), false);
  }

  @Test
  void star_stands_for_characters_of_one_part() {
    Capture capture = of("public.order*", "audit.*");
    assertThat(capture.covers("public", "orders")).isTrue();
    assertThat(capture.covers("public", "order")).isTrue();
    assertThat(capture.covers("audit", "log")).isTrue();
    assertThat(capture.covers("public", "reorders")).isFalse();
    assertThat(capture.covers("publicx", "orders")).isFalse();
  }

  @Test
  void characters_of_expressions_mean_themselves() {
    assertThat(of("my-app.a$b").expressions()).isEqualTo("my\\-app\\.a\\$b");
    assertThat(of("my-app.a+b").covers("my-app", "a+b")).isTrue();
    assertThat(of("my-app.a+b").covers("my-app", "aab")).isFalse();
  }

  @Test
  void operations_that_are_not_wanted_are_skipped() {
    assertThat(of("a.b").skipped()).isEqualTo("d,t,u");
    assertThat(new Capture(List.of("a.b"), Set.of(Operation.values()), false).skipped())
        .isEqualTo("none");
  }

  @Test
  void table_without_its_schema_is_refused() {
    assertThatThrownBy(() -> of("orders"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("orders is not of the form SCHEMA.TABLE");
    assertThat(Capture.isTable("a.b.c")).isFalse();
    assertThat(Capture.isTable("a.b\"; DROP")).isFalse();
  }
}
