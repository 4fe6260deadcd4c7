package dev.tripline.dispatcher.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.dashboard.api.ApiPages.Example;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiPagesTest {
  private final ApiPages pages = new ApiPages();

  @ParameterizedTest
  @CsvSource({
    "CreateTrigger, queue, amqps://broker.example.com:5671/shop",
    "CreateRedrive, chosen, try the new version",
    "CreateEndpoint, '', https",
  })
  void an_operation_has_its_examples_with_their_names(String operation, String name, String words) {
    List<Example> examples =
        pages.operation(operation).requests().stream()
            .flatMap(body -> body.examples().stream())
            .toList();
    assertThat(examples)
        .anySatisfy(example -> {
          assertThat(example.name()).isEqualTo(name);
          assertThat(example.text()).contains(words);
        });
  }
}
