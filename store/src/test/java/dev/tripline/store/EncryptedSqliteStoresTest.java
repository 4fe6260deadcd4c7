package dev.tripline.store;

import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.rotation.HeldKeys;

/// The contracts hold as well when payloads are encrypted.
class EncryptedSqliteStoresTest extends SqliteStoresTest {
  @Override
  PayloadKeys keys() {
    return HeldKeys.of("k1");
  }
}
