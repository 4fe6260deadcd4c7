package dev.tripline.dispatcher.function;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.budget.BudgetSettings;
import dev.tripline.delivery.budget.BudgetedInvoker;
import dev.tripline.delivery.budget.Budgets;
import dev.tripline.delivery.budget.ResourceUses;
import dev.tripline.dispatcher.access.chain.ResourceNames;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.endpoint.EndpointInvoker;
import dev.tripline.dispatcher.function.image.Images;
import dev.tripline.dispatcher.function.log.LogKeeper;
import dev.tripline.dispatcher.function.network.WorkerNetworks;
import dev.tripline.dispatcher.function.packaged.Activation;
import dev.tripline.dispatcher.function.packaged.Deployments;
import dev.tripline.dispatcher.function.packaged.PackageInvoker;
import dev.tripline.dispatcher.function.packaged.PackageStorageSettings;
import dev.tripline.dispatcher.function.packaged.Provisioning;
import dev.tripline.dispatcher.function.packaged.Retirement;
import dev.tripline.dispatcher.function.packaged.UnusedImages;
import dev.tripline.dispatcher.function.packaged.UnusedPackages;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.registry.RegistryWatch;
import dev.tripline.dispatcher.function.trace.Tracing;
import dev.tripline.dispatcher.resource.TriggerResources;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.image.ImageStore;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.log.QueuedLogSink;
import dev.tripline.runtime.log.Slf4jLogSink;
import dev.tripline.runtime.pack.PackageInstaller;
import dev.tripline.runtime.pack.TreeSeals;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.store.Stores;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  FunctionLogSettings.class,
  LimitSettings.class,
  PackageStorageSettings.class,
  RetrySettings.class,
  WorkerSettings.class
})
class FunctionConfiguration {

  /// A path may name a function by its ARN, whole or partial.
  @Bean
  ResourceNames functionNames() {
    return named ->
        named.kind().equals("function")
            ? FunctionReference.parse(named.name())
                .map(reference -> Resource.function(reference.target().toString()))
                .orElse(named)
            : named;
  }

  @Bean
  Registry registry(Stores stores) {
    return new Registry(new JdbcRegistryStore(stores.reader(), stores.writer()));
  }

  @Bean
  PackageInstaller packageInstaller(
      DataSettings data, LimitSettings limits, FunctionRuntime runtime) {
    return new PackageInstaller(
        data.dataDirectory().resolve("packages"),
        limits.unzippedPackage().toBytes(),
        runtime.sandbox().isSandboxed() ? null : new TreeSeals());
  }

  /// Closed after the runtime, which uses it: the last lines are written too.
  @Bean(destroyMethod = "close")
  QueuedLogSink functionLogs(FunctionLogSettings settings, LogKeeper keeper, InstantSource clock) {
    return new QueuedLogSink(
        keeper.beside(new Slf4jLogSink(settings.platformPerSecond(), clock)), settings.waiting());
  }

  @Bean
  RuntimeSettings runtimeSettings(
      WorkerSettings workers, DataSettings data, AccountSettings account, LimitSettings limits) {
    return workers.runtime(data.dataDirectory().resolve("runtime"), account, limits);
  }

  @Bean(destroyMethod = "close")
  FunctionRuntime functionRuntime(
      RuntimeSettings settings, LogSink logs, WorkerCredentials credentials, InstantSource clock) {
    FunctionRuntime runtime = new FunctionRuntime(settings, logs, clock);
    runtime.giveCredentials(credentials);
    return runtime;
  }

  @Bean
  Deployments.Installers installers(PackageInstaller packages, Images images) {
    return new Deployments.Installers(packages, images);
  }

  @Bean
  Deployments deployments(
      AccountSettings account,
      LimitSettings limits,
      BlobStore blobs,
      Deployments.Installers installers,
      FunctionRuntime runtime,
      WorkerNetworks networks) {
    Deployments deployments = new Deployments(account, limits, blobs, installers, networks);
    runtime.checkBeforeStart(deployments::isIntact);
    return deployments;
  }

  @Bean(destroyMethod = "close")
  UnusedPackages unusedPackages(Stores stores, BlobStore blobs, PackageStorageSettings settings) {
    return new UnusedPackages(
        new JdbcRegistryStore(stores.reader(), stores.writer()), blobs, settings.keepUnused());
  }

  @Bean(destroyMethod = "close")
  UnusedImages unusedImages(
      Stores stores, ImageStore images, PackageStorageSettings settings, InstantSource clock) {
    return new UnusedImages(
        new JdbcRegistryStore(stores.reader(), stores.writer()),
        images,
        settings.keepUnused(),
        clock);
  }

  @Bean
  ConcurrencyLimits concurrencyLimits(LimitSettings limits) {
    return new ConcurrencyLimits(limits);
  }

  @Bean
  Functions functions(
      Registry registry, AccountSettings account, ConcurrencyLimits limits, RetrySettings retry) {
    return new FunctionDirectory(registry, account, limits, retry.rules());
  }

  @Bean
  FunctionRoles functionRoles(Registry registry, AccountSettings account) {
    return new FunctionRoles(registry, account);
  }

  @Bean
  PackageInvoker packageInvoker(
      Deployments deployments,
      AccountSettings account,
      ConcurrencyLimits limits,
      FunctionRuntime runtime,
      InstantSource clock) {
    return new PackageInvoker(deployments, account, limits, runtime, clock);
  }

  @Bean
  InvocationMeters invocationMeters(MeterRegistry meters) {
    return new InvocationMeters(meters);
  }

  @Bean
  ResourceUses resourceUses(Registry registry, TriggerResources triggers) {
    return new FunctionResources(registry, triggers);
  }

  /// Events and batches wait for their turn at a shared resource.
  @Bean
  BudgetedInvoker invoker(
      Registry registry,
      PackageInvoker packages,
      EndpointInvoker endpoints,
      InvocationMeters meters,
      ResourceUses uses,
      Budgets budgets,
      BudgetSettings settings,
      Tracing tracing,
      LogKeeper logs,
      InstantSource clock) {
    return new BudgetedInvoker(
        tracing.ofAttempts(
            logs.noting(new FunctionInvoker(registry, packages, endpoints, meters)), registry),
        uses,
        budgets,
        settings.waitWithEvents(),
        clock);
  }

  @Bean
  MeterBinder sandboxMeters(FunctionRuntime runtime) {
    return registry -> {
      Gauge.builder("tripline.sandbox", runtime, it -> it.sandbox().isSandboxed() ? 1 : 0)
          .tag("kind", runtime.sandbox().kind())
          .tag("weaker", Boolean.toString(runtime.sandbox().weaker()))
          .description("1 if functions are confined in a sandbox")
          .register(registry);
      List<String> controllers = runtime.sandbox().limits().controllers();
      Gauge.builder("tripline.worker.limits", controllers, List::size)
          .tag("kind", runtime.sandbox().limits().kind())
          .strongReference(true)
          .description("controllers of control groups that hold workers to their limits")
          .register(registry);
    };
  }

  @Bean
  MeterBinder workerMeters(FunctionRuntime runtime) {
    return registry -> {
      Gauge.builder("tripline.workers", runtime, FunctionRuntime::workers)
          .tag("state", "all")
          .description("worker processes of functions")
          .register(registry);
      Gauge.builder("tripline.workers", runtime, FunctionRuntime::idleWorkers)
          .tag("state", "idle")
          .description("worker processes of functions")
          .register(registry);
      FunctionCounter.builder("tripline.worker.starts", runtime, FunctionRuntime::starts)
          .description("cold starts: worker processes that were started")
          .register(registry);
    };
  }

  @Bean(destroyMethod = "close")
  ExecutorService installations() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("installation-", 0).factory());
  }

  @Bean(destroyMethod = "close")
  Activation activation(
      Registry registry,
      Deployments deployments,
      FunctionRuntime runtime,
      ExecutorService installations) {
    return new Activation(registry, deployments, runtime, installations);
  }

  @Bean
  Retirement retirement(FunctionRuntime runtime, Deployments deployments) {
    return new Retirement(runtime, deployments);
  }

  @Bean
  Provisioning provisioning(
      FunctionRuntime runtime, Deployments deployments, ExecutorService installations) {
    return new Provisioning(runtime, deployments, installations);
  }

  /// Reads the registry before anything can be called, and follows it from then on.
  @Bean(destroyMethod = "close")
  RegistryWatch registryWatch(
      Registry registry,
      Retirement retirement,
      EndpointGates gates,
      ConcurrencyLimits limits,
      Activation activation,
      InvocationMeters meters,
      Provisioning provisioning,
      FunctionRuntime runtime) {
    registry.listen(retirement);
    registry.listen(meters);
    registry.listen(provisioning);
    registry.listen(gates);
    registry.listen((_, _) -> limits.count(registry.functions()));
    registry.listenToNetworks(network -> {
      runtime.retireNetwork(network.name(), network.revision());
      provisioning.networkChanged(network, registry.functions());
    });
    registry.refresh();
    activation.resume();
    RegistryWatch watch = new RegistryWatch(registry);
    watch.start();
    return watch;
  }
}
