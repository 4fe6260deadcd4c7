package dev.tripline.adapter.sns;

import dev.tripline.spi.arn.AwsArn;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The addresses and names of SNS in a region. Pure.
///
/// @param name of the region
record SnsRegion(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\\d{1,2}");
  private static final Pattern FILE =
      Pattern.compile("/SimpleNotificationService-[0-9a-f]{16,64}\\.pem");

  /// The region of a topic; empty if the ARN is none of a topic of AWS.
  static Optional<SnsRegion> of(String topicArn) {
    return AwsArn.parse(topicArn)
        .filter(arn ->
            arn.service().equals("sns")
                && NAME.matcher(arn.region()).matches()
                && arn.account().matches("\\d{12}")
                && arn.resource().matches("[A-Za-z0-9_-]{1,256}(\\.fifo)?"))
        .map(arn -> new SnsRegion(arn.region()));
  }

  private String suffix() {
    return name.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  }

  private String host() {
    return "sns." + name + suffix();
  }

  /// The address of a certificate by which SNS signs in this region: exactly its host and path, and
  /// nothing else. Empty for any other text.
  Optional<URI> certificate(String url) {
    String base = "https://" + host();
    return url.startsWith(base) && FILE.matcher(url.substring(base.length())).matches()
        ? Optional.of(URI.create(url))
        : Optional.empty();
  }

  /// The address at which a subscription is confirmed. It is made here: that of the message is not used.
  URI confirmation(String topicArn, String token) {
    return URI.create(
        "https://%s/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn=%s&Token=%s"
            .formatted(host(), encode(topicArn), encode(token)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Whether a certificate of this name is one of SNS's in this region.
  boolean signsAs(String certificateName) {
    return List.of(
            "sns.amazonaws.com",
            host(),
            "sns-signing." + name + suffix(),
            "sns-" + name + suffix(),
            name.startsWith("us-gov-") ? "sns-us-gov-west-1.amazonaws.com" : host())
        .contains(certificateName.toLowerCase(Locale.ROOT));
  }
}
