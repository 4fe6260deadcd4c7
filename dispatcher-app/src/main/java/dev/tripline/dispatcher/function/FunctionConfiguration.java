package dev.tripline.dispatcher.function;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.endpoint.EndpointInvoker;
import dev.tripline.dispatcher.function.packaged.Activation;
import dev.tripline.dispatcher.function.packaged.Deployments;
import dev.tripline.dispatcher.function.packaged.PackageInvoker;
import dev.tripline.dispatcher.function.packaged.Retirement;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.registry.RegistryWatch;
import dev.tripline.dispatcher.store.DataSettings;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.log.Slf4jLogSink;
import dev.tripline.runtime.pack.PackageInstaller;
import dev.tripline.spi.store.BlobStore;
import dev.tripline.store.Stores;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FunctionConfiguration {

  @Bean
  Registry registry(Stores stores) {
    return new Registry(new JdbcRegistryStore(stores.reader(), stores.writer()));
  }

  @Bean
  PackageInstaller packageInstaller(DataSettings data, LimitSettings limits) {
    return new PackageInstaller(
        data.dataDirectory().resolve("packages"), limits.unzippedPackage().toBytes());
  }

  @Bean
  LogSink functionLogs() {
    return new Slf4jLogSink();
  }

  @Bean
  RuntimeSettings runtimeSettings(
      WorkerSettings workers, DataSettings data, AccountSettings account, LimitSettings limits) {
    return workers.runtime(data.dataDirectory().resolve("runtime"), account, limits);
  }

  @Bean(destroyMethod = "close")
  FunctionRuntime functionRuntime(RuntimeSettings settings, LogSink logs, InstantSource clock) {
    return new FunctionRuntime(settings, logs, clock);
  }

  @Bean
  Deployments deployments(
      AccountSettings account, LimitSettings limits, BlobStore blobs, PackageInstaller installer) {
    return new Deployments(account, limits, blobs, installer);
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
  PackageInvoker packageInvoker(
      Deployments deployments,
      AccountSettings account,
      ConcurrencyLimits limits,
      FunctionRuntime runtime,
      InstantSource clock) {
    return new PackageInvoker(deployments, account, limits, runtime, clock);
  }

  @Bean
  FunctionInvoker invoker(Registry registry, PackageInvoker packages, EndpointInvoker endpoints) {
    return new FunctionInvoker(registry, packages, endpoints);
  }

  @Bean(destroyMethod = "close")
  ExecutorService installations() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("installation-", 0).factory());
  }

  @Bean
  Activation activation(Registry registry, Deployments deployments, ExecutorService installations) {
    return new Activation(registry, deployments, installations);
  }

  @Bean
  Retirement retirement(FunctionRuntime runtime, Deployments deployments) {
    return new Retirement(runtime, deployments);
  }

  /// Reads the registry before anything can be called, and follows it from then on.
  @Bean(destroyMethod = "close")
  RegistryWatch registryWatch(
      Registry registry,
      Retirement retirement,
      EndpointGates gates,
      ConcurrencyLimits limits,
      Activation activation) {
    registry.listen(retirement);
    registry.listen(gates);
    registry.listen((_, _) -> limits.count(registry.functions()));
    registry.refresh();
    activation.resume();
    RegistryWatch watch = new RegistryWatch(registry);
    watch.start();
    return watch;
  }
}
