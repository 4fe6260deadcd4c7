package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.function.EndpointFunctions;
import dev.tripline.dispatcher.function.rest.FunctionDocument;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `/v1/functions` has registered, in memory, with the store behind it. Other nodes'
/// registrations are seen within a second.
public final class EndpointRegistry implements EndpointFunctions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointRegistry.class);
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final EndpointStore store;
  private final EndpointInvoker invoker;
  private final RetryRules standard;
  private final EndpointSettings.Circuit circuit;
  private final Thread refresher;
  private volatile Map<String, EndpointGate> known = Map.of();

  /// @param standard retry rules where a registration sets none
  public EndpointRegistry(
      EndpointStore store,
      EndpointInvoker invoker,
      RetryRules standard,
      EndpointSettings.Circuit circuit) {
    this.store = store;
    this.invoker = invoker;
    this.standard = standard;
    this.circuit = circuit;
    this.refresher = Thread.ofVirtual().name("endpoint-watch").unstarted(this::watch);
  }

  /// Reads what is registered, and watches for what other nodes register.
  void start() {
    refresh();
    refresher.start();
  }

  public Optional<EndpointGate> find(String name) {
    return Optional.ofNullable(known.get(name));
  }

  /// Registers or changes; durable and in force when it returns.
  public void save(FunctionDocument document) {
    store.save(document);
    refresh();
  }

  /// Removes; durable and in force when it returns.
  ///
  /// @return whether it was there
  public boolean delete(String name) {
    boolean there = known.containsKey(name);
    store.delete(name);
    refresh();
    return there;
  }

  /// Reads the store; gates of unchanged endpoints stay as they are.
  @Override
  public synchronized void refresh() {
    Map<String, EndpointGate> next = new HashMap<>();
    for (FunctionDocument document : store.load()) {
      EndpointGate old = known.get(document.name());
      next.put(
          document.name(),
          old != null && old.document().equals(document)
              ? old
              : new EndpointGate(document, standard, circuit));
    }
    known = Map.copyOf(next);
  }

  @Override
  public boolean exists(String name) {
    EndpointGate gate = known.get(name);
    return gate != null && gate.document().endpoint();
  }

  @Override
  public List<String> names() {
    return known.values().stream()
        .map(EndpointGate::document)
        .filter(FunctionDocument::endpoint)
        .map(FunctionDocument::name)
        .sorted()
        .toList();
  }

  @Override
  public int concurrencyLimit(String name) {
    EndpointGate gate = known.get(name);
    return gate == null ? 0 : gate.document().concurrency();
  }

  @Override
  public Duration timeout(String name) {
    EndpointGate gate = known.get(name);
    return gate == null ? Duration.ZERO : gate.document().timeout();
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) {
    EndpointGate gate = known.get(request.function().name());
    if (gate == null || !gate.document().endpoint()) {
      throw new UnknownFunctionException(request.function());
    }
    return invoker.invoke(gate, request);
  }

  @Override
  public Optional<AsyncSettings> asyncSettings(String name) {
    return find(name).map(EndpointGate::settings);
  }

  @Override
  public void forget(String packageFunction) {
    EndpointGate gate = known.get(packageFunction);
    if (gate != null && !gate.document().endpoint()) {
      delete(packageFunction);
    }
  }

  @Override
  public void close() {
    refresher.interrupt();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(REFRESH);
        refresh();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.warn("Registered endpoints cannot be read; tried again in {}", REFRESH, e);
      }
    }
  }
}
