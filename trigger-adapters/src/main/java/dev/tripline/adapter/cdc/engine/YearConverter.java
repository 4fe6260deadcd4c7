package dev.tripline.adapter.cdc.engine;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.time.Year;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/// Keeps MariaDB's year 0, of which its connector makes 1900 in the log and 2000 in a snapshot. Pure.
public final class YearConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {
  private static final int ZERO_IN_LOG = 1900;

  /// Called by the engine.
  public YearConverter() {}

  /// Those by which the connector finds it.
  public static void addTo(Properties all) {
    all.put("converters", "year");
    all.put("year.type", YearConverter.class.getName());
    all.put("driver.yearIsDateType", "false"); // the year 0 is no date
  }

  @Override
  public void configure(Properties properties) {}

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    if (column.typeName().equalsIgnoreCase("YEAR")) {
      registration.register(SchemaBuilder.int32(), YearConverter::year);
    }
  }

  private static @Nullable Object year(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Year year -> year.getValue() == ZERO_IN_LOG ? 0 : year.getValue();
      case Number number -> number.intValue();
      default -> Integer.parseInt(value.toString());
    };
  }
}
