package dev.tripline.examples.ordertotals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The sums of one file.
///
/// @param byCustomer total by customer, in alphabetical order
public record OrderFile(
    String key, int orders, BigDecimal total, Map<String, BigDecimal> byCustomer) {

  /// @throws InvalidOrderFileException at the first line that is not `customer,quantity,price`
  static OrderFile parse(String key, List<String> lines) {
    Map<String, BigDecimal> byCustomer = new TreeMap<>();
    BigDecimal total = BigDecimal.ZERO;
    int orders = 0;
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      BigDecimal amount;
      try {
        amount = new BigDecimal(fields[2].strip()).multiply(new BigDecimal(fields[1].strip()));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new InvalidOrderFileException(
            "%s, line %d is not customer,quantity,price: %s".formatted(key, i + 1, lines.get(i)),
            e);
      }
      byCustomer.merge(fields[0].strip(), amount, BigDecimal::add);
      total = total.add(amount);
      orders++;
    }
    return new OrderFile(key, orders, total, byCustomer);
  }
}
