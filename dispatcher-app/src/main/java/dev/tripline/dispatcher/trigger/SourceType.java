package dev.tripline.dispatcher.trigger;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import java.util.List;
import java.util.Optional;

/// A kind of source: everything that is particular to its triggers, from the form to the run. One bean
/// each; a further kind is a further package. Safe for many threads.
///
/// A kind that event source mappings can read has a [dev.tripline.dispatcher.trigger.mapping.SourceMapping]
/// as well.
public interface SourceType {

  SourceTraits traits();

  /// The meaning of a trigger's `source`. Errors are left with the reader, which then refuses members
  /// that were not asked for. Does not block for long.
  ///
  /// @param id of the trigger
  /// @param fresh `true` if everything it names must exist; `false` for a form that was accepted
  ///     before
  TriggerSource read(FormReader form, String id, boolean fresh);

  /// Asks the source whether the trigger can be made or changed so. Blocking.
  ///
  /// @param others all other triggers, of whatever kind
  /// @return the reason if it cannot, with the field `source` if no member of it is to blame. Empty
  ///     also if the source is out of reach now: then the trigger fails visibly until it is there
  Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) throws InterruptedException;

  /// Prepares a new trigger, before it exists: notes where it begins, so that nothing is missed that
  /// comes from now on. Blocks for some seconds at most; a source that is out of reach is no failure.
  void prepare(Trigger trigger) throws InterruptedException;

  /// Opens the source of a trigger, which may be paused. Does not block and does not connect: that is
  /// for its runs.
  ///
  /// @param status for the reports of its runs
  OpenedSource open(Trigger trigger, TriggerStatus status);

  /// A kind of source that judges a change by what the trigger was before.
  interface Revised extends SourceType {

    /// In the place of [#refusal] for a trigger that is changed.
    Optional<FieldError> refusalOfChange(Trigger before, Trigger changed);
  }
}
