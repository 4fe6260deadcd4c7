package dev.tripline.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left for workers, in MB.
class MemoryShareTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # all  | heap | workers
          1024   | 410  | 294
          2048   | 819  | 909
          4096   | 1638 | 2138
          16384  | 1024 | 12288
          16384  | 8192 | 7872
          1024   | 1024 | 128
          512    | 205  | 64
          """)
  void workers_have_what_the_dispatcher_leaves(long all, long heap, long workers) {
    assertThat(new MemoryShare(all << 20, heap << 20).workers() >> 20).isEqualTo(workers);
  }
}
