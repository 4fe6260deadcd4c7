package dev.tripline.store.engine;

import dev.tripline.store.cipher.PayloadCipher;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// An open database of either engine, at the newest version of its tables.
public interface Database extends StoreWriter, AutoCloseable {

  /// Carries the change out together with those of other callers and returns after the commit they
  /// share.
  <T extends @Nullable Object> T commit(Change<T> change);

  /// Reads what is committed. Blocking; safe for many threads; a read may wait for a free connection.
  JdbcClient reader();

  /// The store's time in milliseconds, as an SQL expression.
  String now();

  /// The store's time as seen from here, without asking the store: for ages, not for decisions that
  /// the store takes.
  InstantSource clock();

  /// Encrypts the values of some columns, if anything is to be encrypted.
  PayloadCipher cipher();

  /// The number of group commits so far, and of changes that they carried.
  Commits commits();

  /// The reason why the database cannot be used now; empty while it can. Answers at once.
  Optional<String> outage();

  /// Waits for running commits, then closes. Claims are not given back.
  @Override
  void close();

  record Commits(long commits, long changes) {}
}
