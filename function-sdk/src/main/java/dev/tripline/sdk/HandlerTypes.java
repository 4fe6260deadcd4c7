package dev.tripline.sdk;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the type that a handler class gives to a type parameter of its interface.
final class HandlerTypes {
  private HandlerTypes() {}

  /// @throws IllegalStateException if the class does not say (a lambda expression, a raw type)
  static Type argument(Class<?> handler, Class<?> contract, int index) {
    Type found = search(handler, contract, index, Map.of());
    if (found == null || found instanceof TypeVariable) {
      throw new IllegalStateException(
          handler.getName()
              + " must say which type its "
              + contract.getSimpleName()
              + " takes: write a class that implements it with actual types");
    }
    return found;
  }

  private static @Nullable Type search(
      Type type, Class<?> contract, int index, Map<TypeVariable<?>, Type> known) {
    Class<?> raw;
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    if (type instanceof ParameterizedType generic
        && generic.getRawType() instanceof Class<?> declared) {
      raw = declared;
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        Type argument = generic.getActualTypeArguments()[i];
        bound.put(raw.getTypeParameters()[i], known.getOrDefault(argument, argument));
      }
    } else if (type instanceof Class<?> declared) {
      raw = declared;
    } else {
      return null;
    }
    if (raw == contract) {
      return bound.get(raw.getTypeParameters()[index]);
    }
    for (Type contractType : raw.getGenericInterfaces()) {
      Type found = search(contractType, contract, index, bound);
      if (found != null) {
        return found;
      }
    }
    Type parent = raw.getGenericSuperclass();
    return parent == null ? null : search(parent, contract, index, bound);
  }

  /// The mapper has made it an instance of the handler's own type argument.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T> T trusted(Object event) {
    return (T) event;
  }

  /// Lets any exception through a method that does not declare it, so that its class stays the error
  /// type.
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException asIs(Throwable failure) throws E {
    throw (E) failure;
  }
}
