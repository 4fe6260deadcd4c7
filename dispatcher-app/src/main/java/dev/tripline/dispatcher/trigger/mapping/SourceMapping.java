package dev.tripline.dispatcher.trigger.mapping;

import dev.tripline.dispatcher.trigger.Trigger;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A kind of event source mapping: how the Lambda API makes, changes and shows triggers of a kind of
/// source. One bean each. Pure: it neither blocks nor keeps anything; safe for many threads.
public interface SourceMapping {

  MappingTraits traits();

  /// `true` if the trigger is a mapping of this kind.
  boolean reads(Trigger trigger);

  /// The whole `source` of a new trigger, whose form says the rest of what may be wrong.
  ///
  /// @throws InvalidMappingException at the first rule of this kind that the request breaks
  ObjectNode source(MappingRequest request);

  /// The members that change of a trigger's `source`; null where a setting goes away.
  ///
  /// @param old its source until now
  /// @throws InvalidMappingException at the first rule of this kind that the result would break
  ObjectNode changes(MappingRequest request, ObjectNode old);

  /// Adds what is particular to this kind to the answer about a mapping.
  void show(Trigger trigger, ObjectNode view);

  /// The sources of the mapping: an ARN, or the servers of a Kafka cluster that has none.
  List<String> sources(Trigger trigger);

  /// Names the mapping that is there already, in AWS's words, if the request would make a second one of
  /// the same source to the same function.
  ///
  /// @param other a mapping of this kind to the function of the request
  /// @param functionArn of that function
  Optional<String> duplicate(MappingRequest request, Trigger other, String functionArn);
}
