package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings.LayerUse;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Code;
import dev.tripline.dispatcher.lambdaapi.signing.SignedPackages;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.pack.InvalidPackageException;
import dev.tripline.runtime.pack.LayerZip;
import dev.tripline.runtime.pack.PackageInstaller;
import dev.tripline.spi.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in the zips of functions and layers: reads them from the request or from S3, unpacks them
/// once to see that they are sound, and keeps them.
public final class PackageUploads {
  private static final String NO_ZIP = "Could not unzip uploaded file.";

  /// What is no zip at all needs no reason beside AWS's words.
  private static final String NO_DIRECTORY = " Reason: no zip directory.";

  private static final Logger log = LoggerFactory.getLogger(PackageUploads.class);

  private final LimitSettings limits;
  private final S3Packages s3;
  private final PackageInstaller installer;
  private final BlobStore blobs;
  private final SignedPackages signatures;

  public PackageUploads(
      LimitSettings limits,
      S3Packages s3,
      PackageInstaller installer,
      BlobStore blobs,
      SignedPackages signatures) {
    this.limits = limits;
    this.s3 = s3;
    this.installer = installer;
    this.blobs = blobs;
    this.signatures = signatures;
  }

  /// A function whose packages are looked at.
  ///
  /// @param codeSigning the ARN of its code signing configuration; null for none
  public record Owner(String function, @Nullable String codeSigning) {}

  /// The code of a function.
  ///
  /// @param keep false only checks it
  public Code code(Input input, boolean keep, Owner owner) {
    byte[] zip = read(input);
    String sha256 = Digest.of(zip).hex();
    try {
      installer.installCode(sha256, new ByteArrayInputStream(zip));
    } catch (InvalidPackageException e) {
      throw refused(e);
    }
    signatures.require(owner.codeSigning(), owner.function(), () -> new ByteArrayInputStream(zip));
    if (keep) {
      blobs.put(zip);
    }
    return new Code(sha256, zip.length);
  }

  /// Looks at layers that a function is to use.
  public void requireSigned(List<LayerUse> layers, Owner owner) {
    for (LayerUse layer : owner.codeSigning() == null ? List.<LayerUse>of() : layers) {
      signatures.require(
          owner.codeSigning(),
          owner.function(),
          () ->
              blobs
                  .open(layer.sha256())
                  .orElseThrow(() -> new IllegalStateException("no content of " + layer.arn())));
    }
  }

  /// The content of a layer version.
  public Code layer(Input input) {
    byte[] zip = read(input);
    String sha256 = Digest.of(zip).hex();
    try {
      installer.installLayers(List.of(new LayerZip(sha256, () -> new ByteArrayInputStream(zip))));
    } catch (InvalidPackageException e) {
      throw refused(e);
    }
    blobs.put(zip);
    return new Code(sha256, zip.length);
  }

  private byte[] read(Input input) {
    if (!input.string("SourceKMSKeyArn", "").isEmpty()) {
      throw ApiException.invalid("SourceKMSKeyArn is not offered yet.");
    }
    if ("REFERENCE".equals(input.optional("S3ObjectStorageMode"))) {
      throw ApiException.invalid(
          "S3ObjectStorageMode REFERENCE is not offered: packages are always copied.");
    }
    int limit = Math.toIntExact(limits.zippedPackage().toBytes());
    boolean inline = input.has("ZipFile");
    boolean byReference = input.has("S3Bucket") || input.has("S3Key");
    if (inline == byReference) {
      throw ApiException.invalid(
          inline
              ? "Please do not provide other FunctionCode parameters when providing a ZipFile."
              : "Please provide a source for function code.");
    }
    byte[] zip;
    if (inline) {
      zip = input.bytes("ZipFile");
      if (zip.length > limit) {
        throw new ApiException(
            ErrorType.REQUEST_ENTITY_TOO_LARGE,
            "Zipped size must be smaller than " + limit + " bytes");
      }
    } else {
      int s3Limit = Math.toIntExact(limits.unzippedPackage().toBytes());
      zip =
          s3.read(
              input.string("S3Bucket"),
              input.string("S3Key"),
              input.optional("S3ObjectVersion"),
              s3Limit);
      if (zip.length > s3Limit) {
        throw ApiException.invalid("Unzipped size must be smaller than " + s3Limit + " bytes");
      }
    }
    if (zip.length == 0 || isEmptyZip(zip)) {
      throw ApiException.invalid("Uploaded file must be a non-empty zip");
    }
    return zip;
  }

  /// A zip without entries begins with the record that ends each zip.
  private static boolean isEmptyZip(byte[] zip) {
    return zip.length >= 4 && zip[0] == 'P' && zip[1] == 'K' && zip[2] == 5 && zip[3] == 6;
  }

  private static ApiException refused(InvalidPackageException e) {
    String message = String.valueOf(e.getMessage());
    log.info("A package was refused: {}", message);
    int reason = message.startsWith(NO_ZIP) ? message.indexOf(NO_DIRECTORY) : -1;
    return ApiException.invalid(reason < 0 ? message : message.substring(0, reason));
  }
}
