import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Gives the classes of a jar that were compiled for Java 5 the stack maps of Java 8, with the same code.
/// A JVM keeps no class without them in its cache, and would load and verify it at every start.
///
///     java StackMaps.java JAR
///
/// Two runs over the same jar give the same bytes.
final class StackMaps {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private StackMaps() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path made = jar.resolveSibling(jar.getFileName() + ".new");
    int changed = 0;
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(made))) {
      ClassFile files = classFile(from);
      for (ZipEntry entry : from.stream().toList()) {
        byte[] bytes = bytes(from, entry.getName());
        if (isOld(entry.getName(), bytes)) {
          bytes = withStackMaps(files, bytes);
          changed++;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(copy);
        to.write(bytes);
        to.closeEntry();
      }
    }
    Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    System.out.println("stack maps for " + changed + " classes");
  }

  private static boolean isOld(String name, byte[] bytes) {
    return name.endsWith(".class")
        && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < FIRST_WITH_STACK_MAPS;
  }

  private static byte[] withStackMaps(ClassFile files, byte[] bytes) {
    ClassModel old = files.parse(bytes);
    return files.transformClass(
        old,
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                ClassTransform.endHandler(
                    builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
  }

  /// Which class extends which is looked up in the jar first, then in the JDK.
  private static ClassFile classFile(ZipFile jar) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(
                (ClassDesc type) -> stream(jar, type.descriptorString()))
            .orElse(ClassHierarchyResolver.defaultResolver());
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  private static InputStream stream(ZipFile jar, String descriptor) {
    try {
      String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
      return jar.getEntry(name) == null ? null : new ByteArrayInputStream(bytes(jar, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(ZipFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return in.readAllBytes();
    }
  }
}
