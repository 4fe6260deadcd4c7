package dev.tripline.dispatcher.lambdaapi.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.dispatcher.function.registry.ResourcePolicy.Statement;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A policy is taken as it will act, or refused.
class PolicyDocumentsTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
  private static final String STATEMENT =
      "{'Effect': 'Allow', 'Principal': '*', 'Action': ['lambda:InvokeFunction'], 'Resource': '"
          + ARN
          + "'}";

  private static List<Statement> read(String text) {
    return PolicyDocuments.statements(text.replace('\'', '"'), ARN);
  }

  @Test
  void statements_get_ids_and_lists_of_one_become_texts() {
    assertThat(read("{'Statement': " + STATEMENT + "}"))
        .containsExactly(
            new Statement(
                "statement-1",
                "{'Sid':'statement-1','Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunction','Resource':'"
                        .replace('\'', '"')
                    + ARN
                    + "\"}"));
    assertThat(read("{'Statement': [" + STATEMENT + ", " + STATEMENT + "]}"))
        .extracting(Statement::sid)
        .containsExactly("statement-1", "statement-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no JSON | it is not JSON",
        "{} | Statement must be a list of objects",
        "{'Statement': []} | there is no statement",
        "{'Statement': [{'NotAction': 'x'}]} | no statement here has the member NotAction",
        "{'Statement': [{'Effect': 'Deny'}]} | statements can only allow",
        "{'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': ['a', 'b']}}]} | a Principal must"
            + " be *",
        "{'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': ['a', 'b']}]} | Action must"
            + " be one text",
        "{'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': 'a', 'Resource': 'b'}]} |"
            + " must be about"
      })
  void what_would_not_be_acted_on_is_refused(String text, String why) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ApiException.class).hasMessageContaining(why);
  }

  @Test
  void a_policy_has_a_bound() {
    ResourcePolicy policy =
        new ResourcePolicy("revision", List.of(new Statement("s", "{\"Sid\":\"s\"}")));
    Policies enough = new Policies(Policies.view(policy).path("Policy").asString().length());
    assertThat(enough.requireShort(policy)).isEqualTo(policy);
    assertThatThrownBy(() -> new Policies(enough.limit() - 1).requireShort(policy))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> assertThat(e.type()).isEqualTo(ErrorType.POLICY_LENGTH_EXCEEDED));
  }
}
