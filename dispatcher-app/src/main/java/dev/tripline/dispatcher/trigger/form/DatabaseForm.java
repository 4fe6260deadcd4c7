package dev.tripline.dispatcher.trigger.form;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a database whose changes a trigger wants: the way to it, and which ones.
///
/// @param addresses judges hosts that come with a trigger
public record DatabaseForm(SecretForm secrets, AddressGuard addresses) {
  private static final int MAX_TABLES = 200;

  /// The parts in which servers differ.
  ///
  /// @param port the one that the server has by default
  /// @param operations those that its log shows
  /// @param modes of TLS that its driver can be held to
  public record Offer(int port, List<Operation> operations, List<Mode> modes) {
    public Offer {
      operations = List.copyOf(operations);
      modes = List.copyOf(modes);
    }
  }

  public DatabaseAddress read(FormReader form, Offer offer, boolean fresh) {
    String host = form.required("host");
    if (!host.isEmpty() && !host.matches("\\[?[A-Za-z0-9._:-]{1,255}]?")) {
      form.invalid("host", "must be a name or an address");
    } else if (fresh && !host.isEmpty()) {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      addresses.objection(bare).ifPresent(why -> form.invalid("host", why));
    }
    int port = form.integer("port", 1, 65_535, offer.port());
    String database = form.required("database");
    if (!database.isEmpty() && !database.matches("[^/?&#\\s,\"`]{1,64}")) {
      form.invalid("database", "must be the name of one database");
    }
    Mode mode = mode(form, offer);
    SecretReference trusted = secrets.readAhead(form, "trustedCertificates", fresh);
    if (trusted != null && mode != Mode.VERIFY_CA && mode != Mode.VERIFY_FULL) {
      form.invalid("trustedCertificates", "are only looked at with tls VERIFY_CA or VERIFY_FULL");
    }
    return new DatabaseAddress(
        host, port, database, login(form, fresh), mode, trusted, capture(form, offer));
  }

  private static Mode mode(FormReader form, Offer offer) {
    List<String> words = offer.modes().stream().map(Mode::name).toList();
    return Mode.valueOf(form.choice("tls", words, words.getLast()));
  }

  private DatabaseAddress.Login login(FormReader form, boolean fresh) {
    String username = form.text("username");
    SecretReference password = secrets.readAhead(form, "password", fresh);
    if (!form.has("password")) {
      form.invalid("password", "is required, as a reference");
    } else if (username == null && password != null && !password.stored()) {
      form.invalid("username", "is required unless the password is a stored secret that has it");
    }
    return new DatabaseAddress.Login(username, password);
  }

  private static @Nullable Capture capture(FormReader form, Offer offer) {
    List<String> tables = form.texts("tables", List.of());
    boolean snapshot = form.flag("snapshot", false);
    Set<Operation> operations = operations(form, offer);
    if (tables.isEmpty() || tables.size() > MAX_TABLES) {
      form.invalid("tables", "must name 1 to %d tables".formatted(MAX_TABLES));
      return null;
    }
    for (String table : tables) {
      if (!Capture.isTable(table)) {
        form.invalid(
            "tables", "must look like SCHEMA.TABLE, where * stands for any characters of one part");
        return null;
      }
    }
    return operations.isEmpty() ? null : new Capture(tables, operations, snapshot);
  }

  private static Set<Operation> operations(FormReader form, Offer offer) {
    List<String> words = offer.operations().stream().map(Operation::name).toList();
    List<String> wanted = form.texts("operations", List.of("INSERT", "UPDATE", "DELETE"));
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String word : wanted) {
      if (words.contains(word)) {
        operations.add(Operation.valueOf(word));
      }
    }
    if (operations.isEmpty() || operations.size() != wanted.size()) {
      form.invalid("operations", "must be some of " + String.join(", ", words) + ", each once");
      return Set.of();
    }
    return operations;
  }
}
