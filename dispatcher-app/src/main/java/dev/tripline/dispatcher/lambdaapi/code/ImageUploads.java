package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.function.image.Images;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Code;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.image.content.ImageException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the container images that functions are made of. Their layers are read afterwards, while the
/// function is pending.
public record ImageUploads(Images images, FunctionRuntime runtime) {
  private static final Logger log = LoggerFactory.getLogger(ImageUploads.class);
  private static final List<String> OF_ZIPS =
      List.of("ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion");

  /// The image that a new function is.
  public Code code(Input input) {
    String uri = input.string("ImageUri", "");
    if (uri.isEmpty()) {
      throw ApiException.invalid("Please provide a source for function code.");
    }
    if (OF_ZIPS.stream().anyMatch(input::has)) {
      throw ApiException.invalid(
          "Please do not provide other FunctionCode parameters when providing an ImageUri.");
    }
    runtime
        .whyNoImages()
        .ifPresent(why -> {
          throw ApiException.invalid(
              "Container images are not available on this host: " + why + ".");
        });
    try {
      Images.Found found = images.find(uri);
      return new Code(found.digest().hex(), 0, new FunctionVersion.Image(uri, found.uri()));
    } catch (ImageException e) {
      log.info("Image {} was refused: {}", uri, e.getMessage());
      throw refused(uri, e);
    }
  }

  /// Another image for a function that is one.
  public Code changed(Input input) {
    if (input.string("ImageUri", "").isEmpty() || OF_ZIPS.stream().anyMatch(input::has)) {
      throw ApiException.invalid(
          "Please provide ImageUri when updating a function with packageType Image.");
    }
    return code(input);
  }

  /// AWS's words, and behind them the reason.
  private static ApiException refused(String uri, ImageException e) {
    String reason = " Reason: " + e.getMessage();
    return switch (e.reason()) {
      case ACCESS_DENIED ->
          new ApiException(
              ErrorType.ACCESS_DENIED,
              "Lambda does not have permission to access the ECR image. Check the ECR permissions."
                  + reason);
      case DELETED ->
          ApiException.invalid(
              "Source image " + uri + " does not exist. Provide a valid source image." + reason);
      case INVALID, UNREACHABLE ->
          ApiException.invalid(
              "Source image " + uri + " is not valid. Provide a valid source image." + reason);
    };
  }
}
