package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.lambdaapi.code.CodeStorage;
import dev.tripline.dispatcher.lambdaapi.code.PackageDownloads;
import dev.tripline.dispatcher.lambdaapi.code.PackageUploads;
import dev.tripline.dispatcher.lambdaapi.function.Aliases;
import dev.tripline.dispatcher.lambdaapi.function.CreateFunction;
import dev.tripline.dispatcher.lambdaapi.function.DestinationRules;
import dev.tripline.dispatcher.lambdaapi.function.EventInvokeConfigs;
import dev.tripline.dispatcher.lambdaapi.function.FunctionLimits;
import dev.tripline.dispatcher.lambdaapi.function.ReadFunctions;
import dev.tripline.dispatcher.lambdaapi.function.Runtimes;
import dev.tripline.dispatcher.lambdaapi.function.SettingsReader;
import dev.tripline.dispatcher.lambdaapi.function.UpdateFunctions;
import dev.tripline.dispatcher.lambdaapi.layer.LayerPermissions;
import dev.tripline.dispatcher.lambdaapi.layer.LayerUses;
import dev.tripline.dispatcher.lambdaapi.layer.Layers;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.retry.destination.Destinations;

/// The routes of all operations that manage functions and layers.
public final class ManagementRoutes {
  private final Routes routes = new Routes();

  /// The runtimes, uploads and downloads that operations on packages need.
  public record Packages(Runtimes runtimes, PackageUploads uploads, PackageDownloads downloads) {}

  public ManagementRoutes(
      Parts parts,
      LimitSettings limits,
      Functions functions,
      Destinations destinations,
      Packages packages) {
    LayerUses layerUses = new LayerUses(parts.names().account(), limits, parts.registry());
    DestinationRules rules = new DestinationRules(functions, destinations);
    SettingsReader settings = new SettingsReader(limits, packages.runtimes(), rules, layerUses);
    CodeStorage storage = new CodeStorage(parts.registry());
    CreateFunction create = new CreateFunction(parts, settings, packages.uploads(), storage);
    routes.add("CreateFunction", create.operation());
    packages.downloads().addTo(routes);
    new ReadFunctions(parts, packages.downloads()).addTo(routes);
    new UpdateFunctions(parts, settings, packages.uploads(), storage).addTo(routes);
    new Aliases(parts).addTo(routes);
    new EventInvokeConfigs(parts, rules).addTo(routes);
    new FunctionLimits(parts, limits).addTo(routes);
    new Layers(parts, layerUses, packages.uploads(), packages.downloads(), storage).addTo(routes);
    new LayerPermissions(parts).addTo(routes);
  }

  public Routes routes() {
    return routes;
  }
}
