package dev.tripline.dispatcher.deadletter.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CsvLineTest {

  @Test
  void cells_are_quoted_and_formulas_defused() {
    assertThat(CsvLine.of(Arrays.asList("a", null, 7, "x,y", "say \"hi\"", "two\nlines")))
        .isEqualTo("a,,7,\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
    assertThat(CsvLine.of(Arrays.asList("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "1-1")))
        .isEqualTo("'=1+1,'+1,'-1,'@sum,'\t=1,\"'\r=1\",1-1\r\n");
  }
}
