package dev.tripline.dispatcher.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the operation that a handler of `/v1` carries out, as metrics, logs, refusals and the
/// `operationId` of openapi.yaml call it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {

  /// A verb and its object, for instance `RedriveDeadLetters`. Never used for two handlers.
  String value();

  /// `true` if the handler leaves the query to a trigger's source, which reads and refuses it.
  boolean anyQuery() default false;
}
