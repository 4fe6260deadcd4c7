package com.amazonaws.services.lambda.runtime.api.client;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Stands in for the class of this name in AWS's runtime interface client, which looks for layers in
/// `/opt/java` only. The order is the same: the function's classes, its jars, the jars of its layers.
final class CustomerClassLoader extends URLClassLoader {
  /// The directory of the layers' Java files where that is not `/opt/java`: without a sandbox.
  private static final String LAYERS = "dev.tripline.layers";

  /// With SnapStart all of this is on the JVM's class path, and the parent finds it.
  private static final String SNAP_START = "dev.tripline.snapstart";

  /// @param optRoot as the client knows it
  CustomerClassLoader(String taskRoot, String optRoot, ClassLoader parent)
      throws MalformedURLException {
    super(places(taskRoot, System.getProperty(LAYERS, optRoot)), parent);
  }

  private static URL[] places(String taskRoot, String layers) throws MalformedURLException {
    if (System.getProperty(SNAP_START) != null) {
      return new URL[0];
    }
    List<URL> places = new ArrayList<>();
    places.add(new File(taskRoot).toURI().toURL());
    addJars(new File(taskRoot, "lib"), places);
    addJars(new File(layers, "lib"), places);
    return places.toArray(URL[]::new);
  }

  private static void addJars(File directory, List<URL> places) throws MalformedURLException {
    String[] names = directory.list((any, name) -> name.endsWith(".jar"));
    if (names == null) {
      return; // there is no such directory
    }
    Arrays.sort(names);
    for (String name : names) {
      places.add(new File(directory, name).toURI().toURL());
    }
  }
}
