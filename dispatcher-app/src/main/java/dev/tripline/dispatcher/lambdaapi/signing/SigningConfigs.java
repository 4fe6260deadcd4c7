package dev.tripline.dispatcher.lambdaapi.signing;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.CodeSigningConfig;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.tag.TaggedResources;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Finds and changes code signing configurations by their ARNs, tags included. Safe for many threads.
public record SigningConfigs(Registry registry, AccountSettings account)
    implements TaggedResources {
  private static final String KIND = "code-signing-config:";

  String arn(String id) {
    return account.lambdaArn(KIND + id);
  }

  /// @throws ApiException 404 if there is none
  CodeSigningConfig existing(String arn) {
    return find(arn).orElseThrow(SigningConfigs::none);
  }

  /// The configuration that a function is to have, or has.
  ///
  /// @throws ApiException 404 if there is none
  public CodeSigningConfig required(String arn) {
    return find(arn)
        .orElseThrow(() ->
            new ApiException(
                ErrorType.CODE_SIGNING_CONFIG_NOT_FOUND,
                "The code signing configuration cannot be found. Check that the provided"
                    + " configuration is not deleted: "
                    + arn
                    + "."));
  }

  /// @throws ApiException 404 if there is none
  CodeSigningConfig edit(String arn, UnaryOperator<CodeSigningConfig> edit) {
    CodeSigningConfig changed =
        registry.changeCodeSigningConfig(
            existing(arn).id(),
            before -> {
              if (before == null) {
                throw none();
              }
              return edit.apply(before);
            });
    if (changed == null) {
      throw none();
    }
    return changed;
  }

  @Override
  public boolean has(String arn) {
    return arn.contains(":" + KIND);
  }

  @Override
  public Map<String, String> tags(String arn) {
    return existing(arn).tags();
  }

  @Override
  public void change(String arn, UnaryOperator<Map<String, String>> change) {
    edit(arn, config -> config.withTags(change.apply(new LinkedHashMap<>(config.tags()))));
  }

  private Optional<CodeSigningConfig> find(String arn) {
    String id = arn.substring(arn.lastIndexOf(':') + 1);
    return arn.equals(arn(id)) ? registry.codeSigningConfig(id) : Optional.empty();
  }

  private static ApiException none() {
    return new ApiException(
        ErrorType.RESOURCE_NOT_FOUND_BARE,
        "The Lambda code signing configuration ARN can not be found.");
  }
}
