package dev.tripline.sdk.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fits what [JsonReader] read into a type.
///
/// Written without lambda expressions, pattern switches and joined strings on its normal way: each of
/// them costs the first invocation of a fresh process some milliseconds.
final class TreeBinder {
  private TreeBinder() {}

  static @Nullable Object bind(@Nullable Object tree, Type type, Where path) {
    if (type instanceof WildcardType wildcard) {
      return bind(tree, wildcard.getUpperBounds()[0], path);
    }
    Class<?> raw = raw(type, path);
    if (tree == null && raw.isPrimitive()) {
      throw new InvalidPayloadException(path + " is missing");
    } else if (tree == null || raw == Object.class) {
      return tree;
    } else if (raw.isRecord()) {
      return newRecord(Scalars.expect(Map.class, tree, type, path), raw, path);
    } else if (raw.isAssignableFrom(LinkedHashMap.class)) {
      return map(Scalars.expect(Map.class, tree, type, path), type, path);
    } else if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
      return elements(Scalars.expect(List.class, tree, type, path), raw, type, path);
    }
    return Scalars.read(tree, raw, path);
  }

  private static Object newRecord(Map<?, ?> tree, Class<?> raw, Where path) {
    RecordShape shape = RecordShape.of(raw);
    @Nullable Object[] values = new @Nullable Object[shape.components().size()];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = shape.components().get(i);
      Object value = member(tree, component.getName());
      values[i] = bind(value, component.getGenericType(), path.member(component.getName()));
    }
    return shape.create(values, path);
  }

  private static @Nullable Object member(Map<?, ?> tree, String name) {
    if (tree.containsKey(name)) {
      return tree.get(name);
    }
    for (var member : tree.entrySet()) {
      if (name.equalsIgnoreCase(String.valueOf(member.getKey()))) {
        return member.getValue();
      }
    }
    return null;
  }

  private static Object map(Map<?, ?> tree, Type type, Where path) {
    if (argument(type, 0) != Object.class && argument(type, 0) != String.class) {
      throw Scalars.unsupported(type, path);
    }
    Map<Object, @Nullable Object> bound = new LinkedHashMap<>();
    for (var member : tree.entrySet()) {
      Where inside = path.member(String.valueOf(member.getKey()));
      bound.put(
          member.getKey(),
          bind(member.getValue(), argument(type, type instanceof Class ? 0 : 1), inside));
    }
    return bound;
  }

  private static Object elements(List<?> tree, Class<?> raw, Type type, Where path) {
    Collection<@Nullable Object> bound;
    if (raw.isAssignableFrom(ArrayList.class)) {
      bound = new ArrayList<>();
    } else if (raw.isAssignableFrom(LinkedHashSet.class) || raw == Set.class) {
      bound = new LinkedHashSet<>();
    } else {
      throw Scalars.unsupported(type, path);
    }
    int index = 0;
    for (Object element : tree) {
      bound.add(bind(element, argument(type, 0), path.element(index++)));
    }
    return bound;
  }

  private static Class<?> raw(Type type, Where path) {
    if (type instanceof Class<?> known) {
      return known;
    } else if (type instanceof ParameterizedType generic
        && generic.getRawType() instanceof Class<?> known) {
      return known;
    }
    throw Scalars.unsupported(type, path);
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }
}
