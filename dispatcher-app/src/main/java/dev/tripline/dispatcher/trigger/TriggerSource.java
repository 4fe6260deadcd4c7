package dev.tripline.dispatcher.trigger;

/// The source of a trigger's events: the meaning of its form. Each kind has a record of its own.
public interface TriggerSource {

  /// Of its kind; the same for all its sources.
  SourceTraits traits();
}
