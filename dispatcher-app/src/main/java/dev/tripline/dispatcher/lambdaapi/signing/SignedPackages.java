package dev.tripline.dispatcher.lambdaapi.signing;

import dev.tripline.dispatcher.function.registry.CodeSigningConfig;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds packages and layers to the code signing configuration of their function when they are
/// deployed. Blocking; safe for many threads.
public record SignedPackages(SigningConfigs configs, InstantSource clock) {
  /// An image has no signature that a configuration could ask for.
  public static final String NO_SIGNED_IMAGES =
      "Code signing is not supported for functions created with container images.";

  private static final Logger log = LoggerFactory.getLogger(SignedPackages.class);

  /// Looks at one zip.
  ///
  /// @param config the ARN of the function's configuration; null if it has none
  /// @param zip of a size that is known to be bounded
  /// @throws ApiException if the configuration is not there, if the zip was changed after it was
  ///     signed, or if it is not signed by an allowed publisher and the configuration enforces that
  public void require(@Nullable String config, String function, Supplier<InputStream> zip) {
    if (config == null) {
      return;
    }
    CodeSigningConfig rules = configs.required(config);
    switch (finding(zip)) {
      case PackageSignature.Finding.Broken(String why) -> {
        log.info("A package of {} is refused, its signature is broken: {}", function, why);
        throw new ApiException(
            ErrorType.INVALID_CODE_SIGNATURE,
            "The code signature of function " + function + " failed the integrity check.");
      }
      case PackageSignature.Finding.Sound sound -> {
        if (sound.certificates().stream().noneMatch(rules::trusts)) {
          distrust(rules, function);
        }
      }
    }
  }

  private static void distrust(CodeSigningConfig rules, String function) {
    if (rules.enforced()) {
      throw new ApiException(
          ErrorType.CODE_VERIFICATION_FAILED,
          "Lambda cannot deploy the function. The function or layer might be signed using a"
              + " signature that the client is not configured to accept. Check the provided"
              + " signature for "
              + function
              + ".");
    }
    log.warn(
        "A package of {} is deployed although no publisher of {} has signed it",
        function,
        rules.id());
  }

  private PackageSignature.Finding finding(Supplier<InputStream> zip) {
    try (InputStream in = zip.get()) {
      return PackageSignature.of(in, clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException("a package cannot be read to verify its signature", e);
    }
  }
}
