package dev.tripline.dispatcher.secret.reference;

/// Secrets that are kept, encrypted, in the dispatcher's own store. Blocking; safe for many threads.
@FunctionalInterface
public interface StoredSecrets {

  /// For what is resolved before there is a store.
  StoredSecrets NONE =
      name -> {
        throw new IllegalStateException(
            "the secret " + name + " is kept in the store, which is not used here");
      };

  /// The secret as it was put.
  ///
  /// @throws IllegalStateException if there is none of that name, or if it cannot be decrypted here
  String value(String name);
}
