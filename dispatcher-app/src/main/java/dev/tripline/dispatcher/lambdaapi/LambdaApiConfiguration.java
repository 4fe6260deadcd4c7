package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.access.chain.SignedBodyLimits;
import dev.tripline.dispatcher.access.execution.FunctionSessions;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.image.Images;
import dev.tripline.dispatcher.function.network.VpcChoice;
import dev.tripline.dispatcher.function.packaged.Activation;
import dev.tripline.dispatcher.function.packaged.Provisioning;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.registry.RegistryWatch;
import dev.tripline.dispatcher.functionurl.UrlAddresses;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.lambdaapi.code.ImageUploads;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.code.S3Packages;
import dev.tripline.dispatcher.lambdaapi.function.DestinationRules;
import dev.tripline.dispatcher.lambdaapi.function.FunctionViews;
import dev.tripline.dispatcher.lambdaapi.function.Runtimes;
import dev.tripline.dispatcher.lambdaapi.function.SettingsReader;
import dev.tripline.dispatcher.lambdaapi.invoke.InvokeOperation;
import dev.tripline.dispatcher.lambdaapi.invoke.InvokeTargets;
import dev.tripline.dispatcher.lambdaapi.layer.LayerUses;
import dev.tripline.dispatcher.lambdaapi.mapping.MappedFunctions;
import dev.tripline.dispatcher.lambdaapi.mapping.MappingTags;
import dev.tripline.dispatcher.lambdaapi.mapping.Mappings;
import dev.tripline.dispatcher.lambdaapi.permission.PolicyDecisions;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.request.RequestIds;
import dev.tripline.dispatcher.lambdaapi.signing.CodeSigning;
import dev.tripline.dispatcher.lambdaapi.signing.SignedPackages;
import dev.tripline.dispatcher.lambdaapi.signing.SigningConfigs;
import dev.tripline.dispatcher.lambdaapi.tag.Tagging;
import dev.tripline.dispatcher.lambdaapi.url.FunctionUrls;
import dev.tripline.dispatcher.lambdaapi.wire.LambdaServlet;
import dev.tripline.dispatcher.lambdaapi.wire.RequestListener;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.retry.destination.Destinations;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.pack.PackageInstaller;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.store.BlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;

@Configuration(proxyBeanMethods = false)
class LambdaApiConfiguration {

  /// Observes requests of our own API only: on the Lambda API's they would see neither the operation
  /// nor the function, and deliveries count what matters there.
  @Bean
  FilterRegistrationBean<ServerHttpObservationFilter> webMvcObservationFilter(
      ObservationRegistry observations) {
    FilterRegistrationBean<ServerHttpObservationFilter> filter =
        new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations));
    filter.addUrlPatterns("/v1/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  /// @param watch the registry is read before the first call
  @Bean
  Names names(AccountSettings account, Registry registry, RegistryWatch watch) {
    return new Names(account, registry);
  }

  @Bean
  Parts managementParts(
      Names names,
      FunctionRuntime runtime,
      Activation activation,
      TriggerService triggers,
      InstantSource clock) {
    FunctionViews views = new FunctionViews(names.account(), new Runtimes(runtime));
    return new Parts(names, views, activation, new MappedFunctions(triggers), clock);
  }

  @Bean
  SigningConfigs signingConfigs(Registry registry, AccountSettings account) {
    return new SigningConfigs(registry, account);
  }

  @Bean
  S3Packages s3Packages(AwsClients clients, AwsSettings settings) {
    return new S3Packages(clients, settings);
  }

  @Bean
  PackageUploads packageUploads(
      LimitSettings limits,
      S3Packages s3,
      PackageInstaller installer,
      BlobStore blobs,
      SigningConfigs signing,
      InstantSource clock) {
    return new PackageUploads(limits, s3, installer, blobs, new SignedPackages(signing, clock));
  }

  @Bean
  ManagementRoutes.Uploads uploads(
      PackageUploads packages, Images images, FunctionRuntime runtime) {
    return new ManagementRoutes.Uploads(packages, new ImageUploads(images, runtime));
  }

  @Bean
  PackageDownloads packageDownloads(BlobStore blobs, InstantSource clock) {
    return new PackageDownloads(blobs, clock);
  }

  @Bean
  SettingsReader settingsReader(
      Parts parts,
      LimitSettings limits,
      FunctionRuntime runtime,
      Functions functions,
      Destinations destinations,
      FunctionSessions sessions) {
    return new SettingsReader(
        limits,
        new Runtimes(runtime),
        new DestinationRules(functions, destinations),
        new LayerUses(parts.names().account(), limits, parts.registry()),
        new SettingsReader.Given(
            new VpcChoice(parts.registry()::networks, runtime::whyNoNetworks),
            sessions,
            new PolicyDecisions(parts.registry())::mayHave));
  }

  @Bean
  ManagementRoutes managementRoutes(
      Parts parts,
      SettingsReader settings,
      ManagementRoutes.Uploads uploads,
      PackageDownloads downloads,
      Provisioning provisioning) {
    return new ManagementRoutes(parts, settings, uploads, downloads, provisioning);
  }

  @Bean
  FunctionUrls functionUrls(Parts parts, UrlAddresses addresses) {
    return new FunctionUrls(parts, addresses);
  }

  @Bean
  InvokeTargets invokeTargets(Names names, Functions functions) {
    return new InvokeTargets(names, functions);
  }

  @Bean
  InvokeOperation invokeOperation(
      InvokeTargets targets,
      SynchronousDelivery synchronous,
      AsynchronousDelivery asynchronous,
      IdempotencyKeys keys,
      LimitSettings limits) {
    return new InvokeOperation(targets, synchronous, asynchronous, keys, limits);
  }

  @Bean
  Mappings mappings(
      TriggerService triggers,
      Functions functions,
      Names names,
      EventFilters filters,
      List<SourceMapping> kinds) {
    return new Mappings(triggers, functions, names, filters, kinds);
  }

  @Bean
  Tagging tagging(
      Parts parts, TriggerService triggers, List<SourceMapping> kinds, SigningConfigs signing) {
    return new Tagging(parts, List.of(new MappingTags(triggers, kinds), signing));
  }

  @Bean
  CodeSigning codeSigning(Parts parts, SigningConfigs configs) {
    return new CodeSigning(parts, configs);
  }

  @Bean
  RequestMeters requestMeters(MeterRegistry meters) {
    return new RequestMeters(meters);
  }

  @Bean
  ChangeAudit changeAudit(AuditLog audit) {
    return new ChangeAudit(audit);
  }

  /// As long as the caller is not known, no body may be longer than its operation takes.
  @Bean
  SignedBodyLimits signedBodyLimits(LimitSettings limits) {
    int payload = Math.toIntExact(limits.syncPayload().toBytes());
    return new SignedBodyLimits(
        Shape.BODY_LIMIT,
        Map.of(
            "/invocations",
            payload,
            "/response-streaming-invocations",
            payload,
            "/functions",
            limits.packageRequest(),
            "/code",
            limits.packageRequest(),
            "/versions",
            limits.packageRequest()));
  }

  @Bean
  PolicyDecisions policyDecisions(Registry registry) {
    return new PolicyDecisions(registry);
  }

  @Bean
  AccessGate accessGate(AccessRules rules, AccountSettings account) {
    return new AccessGate(rules, account);
  }

  @Bean
  ServletRegistrationBean<LambdaServlet> lambdaServlet(
      ManagementRoutes management,
      FunctionUrls urls,
      Mappings mappings,
      Tagging tagging,
      InvokeOperation invoke,
      CodeSigning signing,
      AccessGate gate,
      List<RequestListener> listeners) {
    Routes routes = management.routes();
    signing.addTo(routes);
    urls.addTo(routes);
    mappings.addTo(routes);
    tagging.addTo(routes);
    invoke.addTo(routes);
    LambdaServlet servlet = new LambdaServlet(routes, gate, listeners, new RequestIds());
    ServletRegistrationBean<LambdaServlet> registration =
        new ServletRegistrationBean<>(
            servlet,
            "/2014-11-13/*",
            "/2015-03-31/*",
            "/2016-08-19/*",
            "/2017-03-31/*",
            "/2017-10-31/*",
            "/2018-10-31/*",
            "/2019-09-25/*",
            "/2019-09-30/*",
            "/2020-04-22/*",
            "/2020-06-30/*",
            "/2021-07-20/*",
            "/2021-10-31/*",
            "/2021-11-15/*",
            "/2024-08-31/*",
            "/2025-11-30/*",
            "/2025-12-01/*",
            "/2026-07-09/*",
            "/packages/*");
    registration.setName("lambda");
    registration.setLoadOnStartup(1);
    return registration;
  }
}
