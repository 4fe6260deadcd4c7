package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.account.AccountSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionReferenceTest {
  private static final AccountSettings ACCOUNT = new AccountSettings("000000000000", "us-east-1");

  @ParameterizedTest
  @CsvSource({
    "name, name",
    "name:live, name:live",
    "name:$LATEST, name:$LATEST",
    "function:name, name",
    "000000000000:function:name:7, name:7",
    "arn:aws:lambda:us-east-1:000000000000:function:name, name",
    "arn:aws:lambda:us-east-1:000000000000:function:name:live, name:live",
    "arn:aws:lambda:us-east-1:000000000000:function, function"
  })
  void a_function_has_many_names(String text, String target) {
    FunctionReference reference = FunctionReference.parse(text).orElseThrow();

    assertThat(reference.target()).hasToString(target);
    assertThat(reference.isOf(ACCOUNT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "name:", "name:a:b", "arn:aws:s3:::bucket", "name:$LATES", "../x"})
  void other_texts_name_none(String text) {
    assertThat(FunctionReference.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:lambda:eu-west-1:000000000000:function:name",
        "arn:aws:lambda:us-east-1:111111111111:function:name"
      })
  void other_accounts_and_regions_are_told_apart(String text) {
    assertThat(FunctionReference.parse(text).orElseThrow().isOf(ACCOUNT)).isFalse();
  }
}
