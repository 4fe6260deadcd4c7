package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.FunctionVersion.State;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Status;
import dev.tripline.dispatcher.function.registry.FunctionVersion.Update;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Changes of `$LATEST`, and the versions published from it.
public record Changes(Parts parts) {

  public static String newId() {
    return UUID.randomUUID().toString();
  }

  /// Changes an existing function, and answers its new state.
  public PackageFunction change(FunctionTarget target, UnaryOperator<PackageFunction> change) {
    PackageFunction changed =
        parts
            .registry()
            .changeFunction(
                target.name(), current -> change.apply(parts.names().require(current, target)));
    return parts.names().require(changed, target);
  }

  /// @throws ApiException 409 while the function is being created or updated
  void requireSettled(PackageFunction function) {
    FunctionVersion latest = function.latest();
    if (latest.status().state() == State.PENDING) {
      throw ApiException.conflict(
          "The operation cannot be performed at this time. The function is currently in the"
              + " following state: Pending");
    }
    if (latest.status().update() == Update.IN_PROGRESS) {
      throw ApiException.conflict(
          "The operation cannot be performed at this time. An update is in progress for resource: "
              + parts.names().account().functionArn(function.name()));
    }
  }

  /// `$LATEST` with other code or settings: being installed, while what it was goes on serving.
  PackageFunction update(PackageFunction function, FunctionVersion changed) {
    FunctionVersion before = function.latest();
    FunctionVersion next =
        new FunctionVersion(
            before.number(),
            changed.description(),
            changed.settings(),
            changed.code(),
            Status.UPDATING,
            newId(),
            parts.clock().instant(),
            newId());
    boolean usable = before.status().update() != Update.FAILED;
    FunctionVersion serving = usable ? before : function.serving();
    return function.withLatest(next).withServing(serving);
  }

  /// Publishes `$LATEST`; the newest version stays if nothing has changed since, whatever the
  /// description says that was given along.
  ///
  /// @param description null takes that of `$LATEST`
  PackageFunction publish(PackageFunction function, @Nullable String description, Status status) {
    FunctionVersion latest = function.latest();
    List<FunctionVersion> published = function.published();
    if (!published.isEmpty() && sameAs(published.getLast(), latest)) {
      return function;
    }
    String number = Integer.toString(function.nextVersion());
    FunctionVersion version =
        new FunctionVersion(
            number,
            description == null ? latest.description() : description,
            latest.settings(),
            latest.code(),
            status,
            newId(),
            parts.clock().instant(),
            keyOf(latest, number));
    return function.withPublished(version);
  }

  /// A new description of `$LATEST` is a change; one that was only given to a version is none. If
  /// `$LATEST` was updated since, nobody knows any more which of the two a difference is: then it is
  /// a change.
  private static boolean sameAs(FunctionVersion published, FunctionVersion latest) {
    return published.key().equals(keyOf(latest, published.number()))
        || (published.runsTheSameAs(latest)
            && published.description().equals(latest.description()));
  }

  /// Versions published from the same state of `$LATEST` are known by their keys.
  private static String keyOf(FunctionVersion latest, String number) {
    return latest.key() + "-" + number;
  }
}
