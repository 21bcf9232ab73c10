package io.github.camelcti.crowdsec.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows with aligned columns, two spaces apart, for a terminal. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  /** Adds a row; all rows have the same number of cells, and null is an empty cell. */
  public TextTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(cell -> cell == null ? "" : cell).toArray(String[]::new));
    return this;
  }

  /** The rows without a trailing line break; no line ends in spaces. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.length; column++) {
        boolean last = column == row.length - 1;
        line.append(row[column]).append(last ? "" : " ".repeat(width(column) - row[column].length()) + GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
  }
}
