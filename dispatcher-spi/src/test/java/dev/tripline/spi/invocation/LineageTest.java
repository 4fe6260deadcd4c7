package dev.tripline.spi.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "Lineage=1:68fd508a:0 1",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:14"
            + " 15",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=1:a87bd80c:9;Self=1 10",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0 0",
        "Lineage=1:68fd508a:many 0",
        "Lineage=1:68fd508a:99999999 0",
        "Lineage= 0",
        "OtherLineage=1:68fd508a:3 0",
      })
  void count_of_a_trace_header_is_that_of_the_invocations_before_its_writer(
      String header, int depth) {
    assertThat(Lineage.depth(header)).isEqualTo(depth);
  }

  @Test
  void event_without_a_trace_header_begins_a_chain() {
    assertThat(Lineage.depth(null)).isZero();
  }
}
