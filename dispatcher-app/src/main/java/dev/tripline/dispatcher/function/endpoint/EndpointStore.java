package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.rest.FunctionDocument;
import java.util.List;

/// Keeps what `/v1/functions` has registered. Blocking; safe for many threads.
interface EndpointStore {

  List<FunctionDocument> load();

  /// Adds or replaces; durable when it returns.
  void save(FunctionDocument document);

  /// Durable when it returns; unknown names are fine.
  void delete(String name);
}
