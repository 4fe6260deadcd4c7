package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.deadletter.PayloadSearch.Contained;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.RequestFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What dead letters are searched for, on the page, in an export and in a saved view; a missing or empty
/// member matches all.
@JsonInclude(Include.NON_NULL)
public record LetterSearch(
    @Nullable String function,
    @Nullable String trigger,
    @Nullable String reason,
    @Nullable String errorType,
    @Nullable String requestId,
    @Nullable String classId,
    @Nullable String orderKey,
    @Nullable String traceId,
    @Nullable String path,
    @Nullable String value) {
  private static final int LONGEST = 500;

  public LetterSearch {
    function = RequestFields.given(function);
    trigger = RequestFields.given(trigger);
    reason = RequestFields.given(reason);
    errorType = RequestFields.given(errorType);
    requestId = RequestFields.given(requestId);
    classId = RequestFields.given(classId);
    orderKey = RequestFields.given(orderKey);
    traceId = RequestFields.given(traceId);
    path = RequestFields.given(path);
    value = RequestFields.given(value);
  }

  /// Without the place in payloads.
  ///
  /// @param from null for any time, as `to`
  public Selection selection(@Nullable Instant from, @Nullable Instant to) {
    return new Selection(
        function, trigger, reason, errorType, from, to, requestId, classId, orderKey, traceId);
  }

  public Contained contained() {
    return new Contained(path, value);
  }

  /// Whether nothing is left out.
  public boolean everything() {
    return path == null && selection(null, null).equals(Selection.ALL);
  }

  /// Whether counters by error and reason are of these letters.
  public boolean hasGroups() {
    return requestId == null
        && classId == null
        && orderKey == null
        && traceId == null
        && path == null;
  }

  /// Its members by their names, without those that are missing.
  public Map<String, String> members() {
    Map<String, String> members = new TreeMap<>();
    put(members, "function", function);
    put(members, "trigger", trigger);
    put(members, "reason", reason);
    put(members, "errorType", errorType);
    put(members, "requestId", requestId);
    put(members, "classId", classId);
    put(members, "orderKey", orderKey);
    put(members, "traceId", traceId);
    put(members, "path", path);
    put(members, "value", value);
    return members;
  }

  private static void put(Map<String, String> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  /// @throws ApiProblem if it searches for nothing, a member is too long, or the place in payloads is none
  public void requireUsable() {
    Map<String, String> members = members();
    if (members.isEmpty()) {
      throw ApiProblem.invalid("a view searches for something: it is empty");
    }
    List<FieldError> errors = new ArrayList<>();
    members.forEach((name, text) -> {
      if (text.length() > LONGEST) {
        errors.add(new FieldError(name, "at most " + LONGEST + " characters are expected"));
      }
    });
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    contained().requireValid();
  }
}
