package dev.tripline.adapter.cdc;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The changes that a trigger wants.
///
/// @param tables `SCHEMA.TABLE`, or `DATABASE.TABLE` of MariaDB; `*` stands for any characters of one
///     part
/// @param operations at least one
/// @param snapshot whether the rows that are there already come first, as [Operation#READ]
public record Capture(List<String> tables, Set<Operation> operations, boolean snapshot) {
  private static final Pattern TABLE = Pattern.compile("[^.\\s,\"`]{1,64}\\.[^.\\s,\"`]{1,64}");

  public Capture {
    tables = List.copyOf(tables);
    operations = Set.copyOf(operations);
    if (tables.isEmpty() || operations.isEmpty()) {
      throw new IllegalArgumentException("at least one table and one operation are needed");
    }
    for (String table : tables) {
      if (!isTable(table)) {
        throw new IllegalArgumentException(table + " is not of the form SCHEMA.TABLE");
      }
    }
  }

  /// A kind of change.
  public enum Operation {
    INSERT("c"),
    UPDATE("u"),
    DELETE("d"),
    TRUNCATE("t"),

    /// A row of the snapshot.
    READ("r");

    private final String code;

    Operation(String code) {
      this.code = code;
    }

    /// Debezium's letter for it.
    String code() {
      return code;
    }
  }

  /// Whether the text can name tables.
  public static boolean isTable(String text) {
    return TABLE.matcher(text).matches();
  }

  /// The tables as one list of regular expressions, in Debezium's form.
  public String expressions() {
    return tables.stream().map(Capture::expression).collect(Collectors.joining(","));
  }

  /// Whether a table is wanted.
  public boolean covers(String schema, String table) {
    return covers(schema + "." + table);
  }

  /// @param table `SCHEMA.TABLE`
  public boolean covers(String table) {
    return tables.stream().anyMatch(wanted -> table.matches("(?i)" + expression(wanted)));
  }

  /// The tables that are wanted by their own names.
  public List<String> literal() {
    return tables.stream().filter(table -> table.indexOf('*') < 0).toList();
  }

  private static String expression(String table) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < table.length(); i++) {
      char one = table.charAt(i);
      if (one == '*') {
        expression.append("[^.]*");
      } else if (Character.isLetterOrDigit(one) || one == '_') {
        expression.append(one);
      } else {
        expression.append('\\').append(one);
      }
    }
    return expression.toString();
  }

  /// The operations that are left out, in Debezium's form; `none` if all are wanted.
  public String skipped() {
    String skipped =
        Set.of(Operation.values()).stream()
            .filter(one -> one != Operation.READ && !operations.contains(one))
            .map(Operation::code)
            .sorted()
            .collect(Collectors.joining(","));
    return skipped.isEmpty() ? "none" : skipped;
  }
}
