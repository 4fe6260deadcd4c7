package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.mapping.MappingSettings;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Changes triggers; failures are answered in the manner of the Lambda API.
record TriggerChanges(TriggerService triggers) {

  LocalTrigger create(String id, ObjectNode request, Map<String, String> tags) {
    return answered(() -> triggers.create(id, request, tags));
  }

  LocalTrigger patch(String id, ObjectNode request) {
    return answered(() -> triggers.patch(id, request).orElseThrow(TriggerChanges::missing));
  }

  void delete(String id) {
    if (!answered(() -> triggers.delete(id))) {
      throw missing();
    }
  }

  static ApiException missing() {
    return ApiException.notFound("The resource you requested does not exist.");
  }

  private static <T> T answered(Callable<T> change) {
    try {
      return change.call();
    } catch (InvalidTriggerException e) {
      throw ApiException.invalid(
          e.errors().stream().map(TriggerChanges::text).collect(Collectors.joining("; ")));
    } catch (ApiProblem e) {
      throw ApiException.conflict(String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorType.SERVICE_UNAVAILABLE, "The service is stopping.");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("changing a trigger failed", e);
    }
  }

  /// An error of the source as a whole is in AWS's words already; one of a setting names the member that
  /// it was given as.
  private static String text(FieldError error) {
    return error.field().equals("source")
        ? error.message()
        : MappingSettings.member(error.field().replaceFirst("^source\\.", ""))
            + " "
            + error.message();
  }
}
