package dev.tripline.adapter.kafka.network;

import java.lang.reflect.Field;

/// Fields of Kafka's client for which it has no property.
final class ClientFields {
  private ClientFields() {}

  /// @param path from field to field
  static Object get(Object of, String... path) throws ReflectiveOperationException {
    Object value = of;
    for (String name : path) {
      value = field(value, name).get(value);
    }
    return value;
  }

  static void set(Object of, String name, Object value) throws ReflectiveOperationException {
    field(of, name).set(of, value);
  }

  static Field field(Object of, String name) throws NoSuchFieldException {
    for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(of.getClass().getName() + "." + name);
  }
}
