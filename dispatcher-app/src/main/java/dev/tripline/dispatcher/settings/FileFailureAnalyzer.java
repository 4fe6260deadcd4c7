package dev.tripline.dispatcher.settings;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Reports a file or directory that the start needs and cannot have.
class FileFailureAnalyzer extends AbstractFailureAnalyzer<FileSystemException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, FileSystemException cause) {
    return new FailureAnalysis(
        "%s cannot be used:%n%s.".formatted(cause.getFile(), reason(cause)),
        "Make it usable for the user who starts the dispatcher, or set tripline.data-directory to"
            + " another place.",
        cause);
  }

  private static String reason(FileSystemException cause) {
    return switch (cause) {
      case AccessDeniedException _ -> "the user who starts the dispatcher may not";
      case NoSuchFileException _ -> "it is not there";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "it is no directory";
      default -> cause.getReason() == null ? cause.toString() : cause.getReason();
    };
  }
}
