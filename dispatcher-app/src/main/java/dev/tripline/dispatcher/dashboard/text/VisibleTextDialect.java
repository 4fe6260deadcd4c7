package dev.tripline.dispatcher.dashboard.text;

import java.util.Set;
import org.thymeleaf.dialect.IPostProcessorDialect;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.ICloseElementTag;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IText;
import org.thymeleaf.postprocessor.IPostProcessor;
import org.thymeleaf.postprocessor.PostProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/// Every text of every page goes through [VisibleText], but for what somebody edits in a text area.
final class VisibleTextDialect implements IPostProcessorDialect {
  private static final int PRECEDENCE = 1_000;

  @Override
  public String getName() {
    return "visible text";
  }

  @Override
  public int getDialectPostProcessorPrecedence() {
    return PRECEDENCE;
  }

  @Override
  public Set<IPostProcessor> getPostProcessors() {
    return Set.of(new PostProcessor(TemplateMode.HTML, Handler.class, PRECEDENCE));
  }

  /// Made by the engine for each page.
  public static final class Handler extends AbstractTemplateHandler {
    private static final String EDITED = "textarea";

    private boolean edited;

    @Override
    public void handleOpenElement(IOpenElementTag tag) {
      edited |= tag.getElementCompleteName().equals(EDITED);
      super.handleOpenElement(tag);
    }

    @Override
    public void handleCloseElement(ICloseElementTag tag) {
      edited &= !tag.getElementCompleteName().equals(EDITED);
      super.handleCloseElement(tag);
    }

    @Override
    public void handleText(IText text) {
      String raw = text.getText();
      String shown = VisibleText.of(raw);
      super.handleText(
          edited || raw.equals(shown) ? text : getContext().getModelFactory().createText(shown));
    }
  }
}
