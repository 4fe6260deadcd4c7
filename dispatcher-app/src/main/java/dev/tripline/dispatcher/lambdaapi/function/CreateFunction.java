package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.tag.Tagging;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Operation;
import dev.tripline.spi.invocation.FunctionTarget;
import tools.jackson.databind.node.ObjectNode;

/// Creates functions: answers Pending and installs them afterwards.
public record CreateFunction(
    Parts parts, SettingsReader settings, PackageUploads uploads, CodeStorage storage) {
  public static final int REQUEST_LIMIT = 70_167_211;

  public Operation operation() {
    return ApiModel.request("CreateFunction")
        .then(REQUEST_LIMIT, tooLarge("CreateFunction"), this::create);
  }

  public static ApiException tooLarge(String operation) {
    return new ApiException(
        ErrorType.REQUEST_ENTITY_TOO_LARGE,
        "Request must be smaller than "
            + REQUEST_LIMIT
            + " bytes for the "
            + operation
            + " operation");
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
    FunctionVersion.Code code =
        wanted.runsAnImage()
            ? uploads.image(input.object("Code"))
            : uploads.code(input.object("Code"), true);
    storage.requireRoom(code.size());
    PackageFunction created = register(input, name, wanted, code);
    parts.activation().begin(name);
    FunctionVersion answered =
        created.published().isEmpty() ? created.latest() : created.published().getFirst();
    ObjectNode view = parts.views().full(name, parts.names().arn(target), answered);
    return Answer.json(201, view);
  }

  private PackageFunction register(
      Input input, String name, FunctionSettings wanted, FunctionVersion.Code code) {
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
    PackageFunction function = PackageFunction.create(name, latest).withTags(input.map("Tags"));
    PackageFunction fresh =
        input.flag("Publish")
            ? new Changes(parts).publish(function, null, Status.CREATING)
            : function;
    if (!parts.registry().create(fresh)) {
      throw taken(name);
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
