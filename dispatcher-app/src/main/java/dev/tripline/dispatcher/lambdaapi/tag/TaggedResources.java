package dev.tripline.dispatcher.lambdaapi.tag;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Resources beside functions that carry tags. Safe for many threads.
public interface TaggedResources {

  /// `true` if the ARN has the form of these resources; the resource need not exist.
  boolean has(String arn);

  /// @throws ApiException 404 if it is not there
  Map<String, String> tags(String arn);

  /// @throws ApiException 404 if it is not there, or what `change` throws
  void change(String arn, UnaryOperator<Map<String, String>> change);
}
