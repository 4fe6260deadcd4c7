package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.dispatcher.function.packaged.Provisioning;
import dev.tripline.dispatcher.lambdaapi.absent.AbsentResources;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.ImageUploads;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.function.Aliases;
import dev.tripline.dispatcher.lambdaapi.function.CreateFunction;
import dev.tripline.dispatcher.lambdaapi.function.EventInvokeConfigs;
import dev.tripline.dispatcher.lambdaapi.function.FunctionLimits;
import dev.tripline.dispatcher.lambdaapi.function.ProvisionedConcurrency;
import dev.tripline.dispatcher.lambdaapi.function.ReadFunctions;
import dev.tripline.dispatcher.lambdaapi.function.SettingsReader;
import dev.tripline.dispatcher.lambdaapi.function.UpdateFunctions;
import dev.tripline.dispatcher.lambdaapi.layer.LayerPermissions;
import dev.tripline.dispatcher.lambdaapi.layer.Layers;
import dev.tripline.dispatcher.lambdaapi.permission.FunctionPermissions;
import dev.tripline.dispatcher.lambdaapi.permission.Policies;
import dev.tripline.dispatcher.lambdaapi.permission.PolicyDocuments;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;

/// The routes of all operations that manage functions and layers.
public final class ManagementRoutes {
  private final Routes routes = new Routes();

  /// The ways by which code comes in.
  public record Uploads(PackageUploads packages, ImageUploads images) {}

  public ManagementRoutes(
      Parts parts,
      SettingsReader settings,
      Uploads uploads,
      PackageDownloads downloads,
      Provisioning provisioning) {
    CodeStorage storage =
        new CodeStorage(parts.registry(), settings.limits().codeStorage().toBytes());
    PackageUploads packages = uploads.packages();
    ImageUploads images = uploads.images();
    routes.add(
        "CreateFunction",
        new CreateFunction(parts, settings, packages, images, storage).operation());
    downloads.addTo(routes);
    new ReadFunctions(parts, downloads).addTo(routes);
    new UpdateFunctions(parts, settings, packages, images, storage).addTo(routes);
    new Aliases(parts).addTo(routes);
    new EventInvokeConfigs(parts, settings.destinations()).addTo(routes);
    new FunctionLimits(parts, settings.limits(), storage).addTo(routes);
    new Layers(parts, settings.layers(), packages, downloads, storage).addTo(routes);
    Policies policies = new Policies(Math.toIntExact(settings.limits().policy().toBytes()));
    new LayerPermissions(parts, policies).addTo(routes);
    new FunctionPermissions(parts, policies).addTo(routes);
    new PolicyDocuments(parts, policies).addTo(routes);
    new ProvisionedConcurrency(parts, settings.limits(), provisioning).addTo(routes);
    new AbsentResources(parts).addTo(routes);
  }

  public Routes routes() {
    return routes;
  }
}
