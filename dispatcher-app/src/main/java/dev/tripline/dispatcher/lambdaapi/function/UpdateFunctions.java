package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Code;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.ImageUploads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Changes, publishes and deletes functions.
public record UpdateFunctions(
    Parts parts,
    SettingsReader settings,
    PackageUploads uploads,
    ImageUploads images,
    CodeStorage storage) {
  private static final String CODE = "UpdateFunctionCode";

  public void addTo(Routes routes) {
    routes.add(CODE, CreateFunction.withPackage(CODE, settings.limits(), this::code));
    routes.checked("UpdateFunctionConfiguration", this::configuration);
    routes.checked("PublishVersion", this::publish);
    routes.checked("DeleteFunction", this::delete);
  }

  private Answer code(Input input) {
    FunctionTarget target = latest(input);
    SettingsReader.hostArchitectures(input);
    refusePublishTo(input);
    PackageFunction before = parts.names().function(target);
    checkUpdatable(input, before);
    boolean dryRun = input.flag("DryRun");
    Code code =
        before.latest().settings().runsAnImage()
            ? images.changed(input)
            : zip(input, !dryRun, owner(before));
    storage.requireRoom(code.size());
    Changes changes = new Changes(parts);
    if (dryRun) {
      PackageFunction function = parts.names().function(target);
      return answer(200, function.name(), changes.update(function, withCode(function, code)), null);
    }
    PackageFunction changed =
        changes.change(
            target,
            function -> {
              checkUpdatable(input, function);
              requireSameSigning(before, function);
              PackageFunction updated = changes.update(function, withCode(function, code));
              return input.flag("Publish")
                  ? changes.publish(updated, null, Status.CREATING)
                  : updated;
            });
    parts.activation().begin(target.name());
    return input.flag("Publish")
        ? answer(200, target.name(), changed, changed.published().getLast())
        : answer(200, target.name(), changed, null);
  }

  /// A package is held to the configuration that there was before it was read.
  private static void requireSameSigning(PackageFunction before, PackageFunction now) {
    if (!Objects.equals(before.codeSigning(), now.codeSigning())) {
      throw ApiException.conflict(
          "The code signing configuration of " + now.name() + " was changed meanwhile; try again.");
    }
  }

  private Code zip(Input input, boolean keep, PackageUploads.Owner owner) {
    if (input.has("ImageUri")) {
      throw ApiException.invalid(
          "Please don't provide ImageUri when updating a function with packageType Zip.");
    }
    return uploads.code(input, keep, owner);
  }

  private Answer configuration(Input input) {
    FunctionTarget target = latest(input);
    if (input.has("Timeout")) {
      parts
          .uses()
          .objection(target.name(), Duration.ofSeconds(input.integer("Timeout", 0)))
          .ifPresent(objection -> {
            throw ApiException.invalid(objection);
          });
    }
    PackageFunction held = parts.names().function(target);
    if (input.has("Layers")) {
      uploads.requireSigned(settings.layers().find(input.strings("Layers")), owner(held));
    }
    Changes changes = new Changes(parts);
    PackageFunction changed =
        changes.change(
            target,
            function -> {
              checkUpdatable(input, function);
              if (input.has("Layers")) {
                requireSameSigning(held, function);
              }
              FunctionVersion before = function.latest();
              return changes.update(
                  function,
                  new FunctionVersion(
                      before.number(),
                      input.string("Description", before.description()),
                      settings.update(input, before.settings()),
                      before.code(),
                      before.status(),
                      before.revisionId(),
                      before.lastModified(),
                      before.key()));
            });
    parts.activation().begin(target.name());
    return answer(200, target.name(), changed, null);
  }

  private static PackageUploads.Owner owner(PackageFunction function) {
    return new PackageUploads.Owner(function.name(), function.codeSigning());
  }

  private Answer publish(Input input) {
    FunctionTarget target = latest(input);
    refusePublishTo(input);
    Changes changes = new Changes(parts);
    PackageFunction changed =
        changes.change(
            target,
            function -> {
              checkUpdatable(input, function);
              requireCode(input.optional("CodeSha256"), function.latest());
              PackageFunction published =
                  changes.publish(
                      function,
                      input.optional("Description"),
                      function.latest().settings().startsFromCache()
                          ? Status.CREATING
                          : Status.READY);
              return published.equals(function)
                  ? function
                  : published.withLatest(function.latest().withRevision(Changes.newId()));
            });
    FunctionVersion version = changed.published().getLast();
    if (version.status().unfinished()) {
      parts.activation().begin(target.name());
    }
    return answer(201, target.name(), changed, version);
  }

  private Answer delete(Input input) {
    FunctionTarget target = parts.names().target(input);
    String qualifier = target.qualifier();
    if (FunctionVersion.LATEST.equals(qualifier)) {
      throw ApiException.invalid(
          "$LATEST version cannot be deleted without deleting the function.");
    }
    FunctionTarget bare = FunctionTarget.latest(target.name());
    parts
        .registry()
        .changeFunction(
            target.name(),
            current -> {
              PackageFunction function = parts.names().require(current, bare);
              return qualifier == null ? null : without(function, qualifier);
            });
    return Answer.empty(204);
  }

  private static PackageFunction without(PackageFunction function, String qualifier) {
    if (function.aliases().containsKey(qualifier)) {
      throw ApiException.invalid("Deletion of aliases is not currently supported.");
    }
    boolean used =
        function.aliases().values().stream()
            .anyMatch(alias ->
                alias.version().equals(qualifier)
                    || alias.additionalWeights().containsKey(qualifier));
    if (used) {
      throw ApiException.conflict("Version " + qualifier + " is in use by an alias.");
    }
    return function
        .withoutPublished(qualifier)
        .withEventInvoke(qualifier, null)
        .withProvisioned(qualifier, null);
  }

  private FunctionTarget latest(Input input) {
    FunctionTarget target = parts.names().target(input);
    if (!target.isLatest()) {
      throw ApiException.invalid(
          "This operation changes $LATEST only; '" + target.qualifier() + "' cannot be changed.");
    }
    return FunctionTarget.latest(target.name());
  }

  private void checkUpdatable(Input input, PackageFunction function) {
    Names.requireRevision(input, function.latest().revisionId(), "GetFunction/GetAlias");
    new Changes(parts).requireSettled(function);
  }

  private static void refusePublishTo(Input input) {
    if (input.has("PublishTo")) {
      throw ApiException.invalid("PublishTo is not offered yet.");
    }
  }

  private static void requireCode(@Nullable String expected, FunctionVersion latest) {
    String current = FunctionViews.codeSha256(latest.code());
    if (expected != null && !expected.isEmpty() && !expected.equals(current)) {
      throw ApiException.invalid(
          "CodeSHA256 ("
              + expected
              + ") is different from current CodeSHA256 in $LATEST ("
              + current
              + "). Please try again with the CodeSHA256 in $LATEST.");
    }
  }

  private static FunctionVersion withCode(PackageFunction function, Code code) {
    FunctionVersion before = function.latest();
    return new FunctionVersion(
        before.number(),
        before.description(),
        before.settings(),
        code,
        before.status(),
        before.revisionId(),
        before.lastModified(),
        before.key());
  }

  /// @param version null shows `$LATEST`, under the unqualified ARN
  private Answer answer(
      int status, String name, PackageFunction function, @Nullable FunctionVersion version) {
    String qualifier = version == null ? null : version.number();
    String arn = parts.names().arn(new FunctionTarget(name, qualifier));
    FunctionVersion shown = version == null ? function.latest() : version;
    return Answer.json(status, parts.views().full(name, arn, shown));
  }
}
