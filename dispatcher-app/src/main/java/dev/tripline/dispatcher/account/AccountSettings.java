package dev.tripline.dispatcher.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The account and region that ARNs name.
///
/// @param accountId twelve digits
/// @param region an AWS region's name; SDKs need one of these
@ConfigurationProperties("tripline")
public record AccountSettings(
    @DefaultValue("000000000000") String accountId, @DefaultValue("us-east-1") String region) {

  public AccountSettings {
    if (!accountId.matches("\\d{12}")) {
      throw new IllegalArgumentException(
          "tripline.account-id must be twelve digits, not '" + accountId + "'");
    }
    if (!region.matches("(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d")) {
      throw new IllegalArgumentException(
          "tripline.region must look like us-east-1, not '" + region + "'");
    }
  }

  /// `arn:aws:lambda:REGION:ACCOUNT:` + resource.
  public String lambdaArn(String resource) {
    return "arn:aws:lambda:" + region + ":" + accountId + ":" + resource;
  }

  /// The ARN of a function without a qualifier.
  public String functionArn(String name) {
    return lambdaArn("function:" + name);
  }
}
