package dev.tripline.sdk.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record's components and constructor, found once per class.
record RecordShape(List<RecordComponent> components, Constructor<?> constructor) {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return inspect(type);
        }
      };

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static RecordShape inspect(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      for (RecordComponent component : components) {
        component.getAccessor().setAccessible(true);
      }
      return new RecordShape(List.of(components), constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
  }

  Map<String, @Nullable Object> values(Object instance) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(instance));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException(component + " cannot be read", e);
      }
    }
    return values;
  }

  /// @throws InvalidPayloadException if the constructor refuses the values
  Object create(@Nullable Object[] values, Where path) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable refusal = e.getCause() == null ? e : e.getCause();
      String why = refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
      throw new InvalidPayloadException(path + " is refused: " + why, refusal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " cannot be called", e);
    }
  }
}
