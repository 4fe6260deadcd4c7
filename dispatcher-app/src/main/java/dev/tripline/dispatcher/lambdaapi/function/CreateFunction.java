package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.ImageUploads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.signing.SignedPackages;
import dev.tripline.dispatcher.lambdaapi.tag.Tagging;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Operation;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Creates functions: answers Pending and installs them afterwards.
public record CreateFunction(
    Parts parts,
    SettingsReader settings,
    PackageUploads uploads,
    ImageUploads images,
    CodeStorage storage) {

  public Operation operation() {
    return withPackage("CreateFunction", settings.limits(), this::create);
  }

  /// An operation whose request may have a zip in it.
  public static Operation withPackage(
      String name, LimitSettings limits, Function<Input, Answer> handler) {
    int limit = limits.packageRequest();
    ApiException tooLarge =
        new ApiException(
            ErrorType.REQUEST_ENTITY_TOO_LARGE,
            "Request must be smaller than " + limit + " bytes for the " + name + " operation");
    return ApiModel.request(name).then(limit, tooLarge, handler);
  }

  private Answer create(Input input) {
    FunctionTarget target = parts.names().target(input);
    String name = target.name();
    if (name.length() > 64) {
      throw ApiException.invalid(
          "1 validation error detected: Value '"
              + name
              + "' at 'functionName' failed to satisfy constraint: Member must have length less"
              + " than or equal to 64");
    }
    if (target.qualifier() != null) {
      throw ApiException.invalid("A new function's name must not have a qualifier.");
    }
    FunctionSettings wanted = settings.create(input);
    Tagging.requireFew(input.map("Tags"));
    requireFree(name);
    PackageUploads.Owner owner = new PackageUploads.Owner(name, signing(input, wanted));
    FunctionVersion.Code code =
        wanted.runsAnImage()
            ? images.code(input.object("Code"))
            : uploads.code(input.object("Code"), true, owner);
    uploads.requireSigned(wanted.layers(), owner);
    storage.requireRoom(code.size());
    PackageFunction created = register(input, owner, wanted, code);
    parts.activation().begin(name);
    FunctionVersion answered =
        created.published().isEmpty() ? created.latest() : created.published().getFirst();
    ObjectNode view = parts.views().full(name, parts.names().arn(target), answered);
    return Answer.json(201, view);
  }

  private static @Nullable String signing(Input input, FunctionSettings wanted) {
    String arn = input.string("CodeSigningConfigArn", "");
    if (!arn.isEmpty() && wanted.runsAnImage()) {
      throw ApiException.invalid(SignedPackages.NO_SIGNED_IMAGES);
    }
    return arn.isEmpty() ? null : arn;
  }

  private PackageFunction register(
      Input input, PackageUploads.Owner owner, FunctionSettings wanted, FunctionVersion.Code code) {
    FunctionVersion latest =
        new FunctionVersion(
            FunctionVersion.LATEST,
            input.string("Description", ""),
            wanted,
            code,
            Status.CREATING,
            Changes.newId(),
            parts.clock().instant(),
            Changes.newId());
    PackageFunction function =
        PackageFunction.create(owner.function(), latest)
            .withTags(input.map("Tags"))
            .withCodeSigning(owner.codeSigning());
    PackageFunction fresh =
        input.flag("Publish")
            ? new Changes(parts).publish(function, null, Status.CREATING)
            : function;
    if (!parts.registry().create(fresh)) {
      throw taken(owner.function());
    }
    return fresh;
  }

  /// Refuses a name that is known to be taken before the package is stored.
  private void requireFree(String name) {
    if (parts.registry().find(name) != null) {
      throw taken(name);
    }
  }

  private static ApiException taken(String name) {
    return ApiException.conflict("Function already exist: " + name);
  }
}
