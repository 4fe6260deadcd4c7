package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.TriggerStore;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Finds references to secrets in the forms of triggers.
record TriggerSecrets(TriggerStore store) implements SecretUses {

  @Override
  public List<String> of(String secretName) {
    return store.all().stream()
        .filter(trigger -> refers(trigger.form(), secretName))
        .map(trigger -> "trigger " + trigger.name())
        .toList();
  }

  private static boolean refers(JsonNode node, String secretName) {
    if (node.isString()) {
      String text = node.stringValue();
      return SecretReference.isReference(text)
          && new SecretReference(text).storedName().equals(secretName);
    }
    return node.valueStream().anyMatch(inner -> refers(inner, secretName));
  }
}
