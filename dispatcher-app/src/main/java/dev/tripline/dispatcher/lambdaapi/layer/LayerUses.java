package dev.tripline.dispatcher.lambdaapi.layer;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.registry.FunctionSettings.LayerUse;
import dev.tripline.dispatcher.function.registry.Layer;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the layer versions that a function wants to use, with AWS's answers for those it cannot.
public record LayerUses(AccountSettings account, LimitSettings limits, Registry registry) {

  public List<LayerUse> find(List<String> arns) {
    if (arns.size() > limits.layers()) {
      throw ApiException.invalid("Cannot reference more than " + limits.layers() + " layers.");
    }
    List<LayerUse> uses = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (String arn : arns) {
      String layer = arn.substring(0, arn.lastIndexOf(':'));
      LayerUse use = use(arn);
      String other = seen.put(layer, arn);
      if (other != null) {
        throw ApiException.invalid(
            "Two different versions of the same layer are not allowed to be referenced in the same"
                + " function. "
                + other
                + " and "
                + arn
                + " are versions of the same layer.");
      }
      uses.add(use);
    }
    return List.copyOf(uses);
  }

  private LayerUse use(String arn) {
    String[] parts = arn.split(":", -1);
    if (!parts[3].isEmpty() && !parts[3].equals(account.region())) {
      throw ApiException.invalid(
          "Layers are not in the same region as the function. Layers are expected to be in region "
              + account.region()
              + ".");
    }
    return version(arn)
        .map(version -> new LayerUse(arn, version.sha256(), version.size()))
        .orElseThrow(() -> ApiException.invalid("Layer version " + arn + " does not exist."));
  }

  /// The layer version of this account that an ARN names.
  Optional<Layer.Version> version(String arn) {
    String[] parts = arn.split(":", -1);
    if (parts.length != 8 || !parts[4].equals(account.accountId()) || parts[7].length() > 9) {
      return Optional.empty();
    }
    int number = Integer.parseInt(parts[7]);
    return registry.layer(parts[6]).flatMap(layer -> layer.version(number));
  }
}
