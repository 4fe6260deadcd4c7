package dev.tripline.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under a head, in columns as wide as their widest cell. Cells are made safe for a terminal and cut
/// to 80 characters, but for the last column.
public final class Table {
  private static final int MOST_WIDE = 80;

  private final int columns;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    columns = head.length;
    rows.add(List.of(head));
  }

  /// @param cells as many as there are columns
  public Table row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("a row has " + columns + " cells");
    }
    rows.add(
        Arrays.stream(cells)
            .map(cell -> cell instanceof Json json ? json.text() : cell.toString())
            .map(Plain::line)
            .toList());
    return this;
  }

  /// Without the head if there is no row.
  public List<String> lines() {
    if (rows.size() == 1) {
      return List.of();
    }
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.min(MOST_WIDE, row.get(i).length()));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      String cell = last ? row.get(i) : cut(row.get(i), MOST_WIDE);
      line.append(cell);
      if (!last) {
        line.repeat(' ', widths[i] - cell.length() + 2);
      }
    }
    return line.toString().stripTrailing();
  }

  /// The words, or so many of their characters with a mark at the end.
  public static String cut(String words, int most) {
    return words.length() <= most ? words : words.substring(0, most - 1) + "…";
  }
}
