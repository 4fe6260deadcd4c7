package dev.tripline.dispatcher.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/// A page in Markdown.
///
/// @param links where its links and images lead, as they are written
/// @param anchors of its headings, as forges make them
record MarkdownFile(Path path, List<String> links, Set<String> anchors, List<Block> blocks) {
  private static final Parser PARSER = Parser.builder().build();

  /// A fenced block.
  ///
  /// @param info the words behind the fence: a language, and for commands that are not run the reason
  record Block(String info, String text) {}

  static MarkdownFile read(Path path) {
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Reader reader = new Reader();
    PARSER.parse(text).accept(reader);
    return new MarkdownFile(path, reader.links, reader.anchors, reader.blocks);
  }

  /// The texts of the blocks with exactly this info.
  List<String> texts(String info) {
    return blocks.stream().filter(block -> block.info().equals(info)).map(Block::text).toList();
  }

  private static final class Reader extends AbstractVisitor {
    private final List<String> links = new ArrayList<>();
    private final Set<String> anchors = new LinkedHashSet<>();
    private final List<Block> blocks = new ArrayList<>();

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      super.visit(link);
    }

    @Override
    public void visit(Image image) {
      links.add(image.getDestination());
      super.visit(image);
    }

    @Override
    public void visit(FencedCodeBlock block) {
      blocks.add(new Block(block.getInfo().strip(), block.getLiteral()));
    }

    @Override
    public void visit(Heading heading) {
      StringBuilder words = new StringBuilder();
      heading.accept(new Words(words));
      String anchor =
          words
              .toString()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      String unique = anchor;
      for (int i = 1; !anchors.add(unique); i++) {
        unique = anchor + "-" + i;
      }
      super.visit(heading);
    }
  }

  /// The text of a heading, without its marks.
  private static final class Words extends AbstractVisitor {
    private final StringBuilder words;

    Words(StringBuilder words) {
      this.words = words;
    }

    @Override
    public void visit(Text text) {
      words.append(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
      words.append(code.getLiteral());
    }

    @Override
    public void visit(Heading heading) {
      visitChildren(heading);
    }
  }
}
