package dev.tripline.delivery;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Functions whose behaviour a test writes down.
public final class ScriptedFunctions implements Functions, Invoker {
  public static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, AsyncSettings> settings = new ConcurrentHashMap<>();
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();
  private final Set<String> recursive = ConcurrentHashMap.newKeySet();
  private volatile Runnable news = () -> {};
  public final List<InvocationRequest> requests = new CopyOnWriteArrayList<>();

  public interface Script {
    Outcome answer(InvocationRequest request) throws InterruptedException;
  }

  public ScriptedFunctions with(String name, Script script) {
    scripts.put(name, script);
    return this;
  }

  public ScriptedFunctions with(String name, AsyncSettings asyncSettings) {
    settings.put(name, asyncSettings);
    return this;
  }

  public ScriptedFunctions limit(String name, int concurrency) {
    limits.put(name, concurrency);
    return this;
  }

  public ScriptedFunctions recursive(String name) {
    recursive.add(name);
    return this;
  }

  public static Outcome ok() {
    return new Outcome.Succeeded("{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
  }

  public static Outcome error(String type) {
    String json = "{\"errorMessage\":\"it failed\",\"errorType\":\"" + type + "\"}";
    return new Outcome.FunctionError(json.getBytes(StandardCharsets.UTF_8), type, "it failed");
  }

  public List<InvocationRequest> requestsTo(String name) {
    return requests.stream().filter(r -> r.function().name().equals(name)).toList();
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    Script script = scripts.get(request.function().name());
    if (script == null) {
      throw new UnknownFunctionException(request.function());
    }
    requests.add(request);
    Outcome outcome = script.answer(request);
    return new InvocationResult(outcome, "$LATEST", null, Instant.EPOCH, Duration.ofMillis(1));
  }

  @Override
  public boolean exists(FunctionTarget target) {
    return scripts.containsKey(target.name());
  }

  /// What happens when the store is asked for what other nodes have registered.
  public ScriptedFunctions onRefresh(Runnable news) {
    this.news = news;
    return this;
  }

  @Override
  public void refresh() {
    news.run();
  }

  @Override
  public AsyncSettings asyncSettings(FunctionTarget target) {
    return settings.getOrDefault(target.name(), AsyncSettings.NONE);
  }

  @Override
  public String qualifiedArn(FunctionTarget target) {
    return ARN
        + target.name()
        + ":"
        + (target.qualifier() == null ? "$LATEST" : target.qualifier());
  }

  @Override
  public Optional<FunctionTarget> parse(String nameOrArn) {
    return nameOrArn.startsWith(ARN)
        ? Optional.of(FunctionTarget.latest(nameOrArn.substring(ARN.length())))
        : Optional.empty();
  }

  @Override
  public int concurrencyLimit(FunctionTarget target) {
    return limits.getOrDefault(target.name(), 1_000);
  }

  @Override
  public Duration timeout(FunctionTarget target) {
    return Duration.ofSeconds(3);
  }

  @Override
  public boolean recursionAllowed(FunctionTarget target) {
    return recursive.contains(target.name());
  }

  @Override
  public List<String> names() {
    return scripts.keySet().stream().sorted().toList();
  }
}
