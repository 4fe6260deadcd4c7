package dev.tripline.cli.template;

import dev.tripline.cli.function.PackageFile;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Plan.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Looks at what of the disk a part of a plan packs, before it is made.
final class CodePaths {
  private final Session session;
  private final Plan plan;
  private final Path directory;

  /// @param directory of the template
  CodePaths(Session session, Plan plan, Path directory) {
    this.session = session;
    this.plan = plan;
    this.directory = directory;
  }

  /// The real path of what is packed. Warns if it is outside of the template's directory; notes links that
  /// are not followed.
  ///
  /// @param what is made of it, for words
  /// @throws UsageException if it cannot be packed
  Path look(String what, Code.Packed code) {
    Path path = code.path();
    PackageFile.linksOutOf(path, code.choice())
        .forEach(link ->
            plan.leave(
                link.toString(),
                "is a link out of " + path + ", to " + real(link) + ", and not followed"));
    Path real = real(path);
    if (!real.startsWith(real(directory))) {
      session.tell(
          "tripline: warning: %s packs %s, which is outside of the template's directory"
              .formatted(what, real));
    }
    return real;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }
}
