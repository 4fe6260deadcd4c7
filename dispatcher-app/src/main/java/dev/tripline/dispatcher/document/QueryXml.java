package dev.tripline.dispatcher.document;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes answers of the Query protocol. For one thread.
final class QueryXml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  private QueryXml() throws XMLStreamException {
    synchronized (FACTORY) {
      xml = FACTORY.createXMLStreamWriter(text);
    }
  }

  /// What is inside of an element.
  @FunctionalInterface
  interface Content {
    void writeTo(QueryXml xml) throws XMLStreamException;
  }

  /// What is inside of an element that stands for an item of a list.
  @FunctionalInterface
  interface ItemContent<T> {
    void writeTo(QueryXml xml, T item) throws XMLStreamException;
  }

  /// The whole answer to an action.
  static byte[] answer(String namespace, String action, String requestId, Content result) {
    return document(
        action + "Response",
        namespace,
        xml ->
            xml.element(action + "Result", result)
                .element("ResponseMetadata", meta -> meta.text("RequestId", requestId)));
  }

  static byte[] error(String namespace, RefusedException error, String requestId) {
    return document(
        "ErrorResponse",
        namespace,
        xml ->
            xml.element(
                    "Error",
                    inner ->
                        inner
                            .text("Type", error.status() < 500 ? "Sender" : "Receiver")
                            .text("Code", error.code())
                            .text("Message", String.valueOf(error.getMessage())))
                .text("RequestId", requestId));
  }

  private static byte[] document(String root, String namespace, Content content) {
    try {
      QueryXml xml = new QueryXml();
      xml.xml.writeStartElement(root);
      xml.xml.writeDefaultNamespace(namespace);
      content.writeTo(xml);
      xml.xml.writeEndElement();
      xml.xml.flush();
      return xml.text.toString().getBytes(StandardCharsets.UTF_8);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("an answer cannot be written as XML", e);
    }
  }

  QueryXml element(String name, Content content) throws XMLStreamException {
    xml.writeStartElement(name);
    content.writeTo(this);
    xml.writeEndElement();
    return this;
  }

  /// A list, in the form of the query protocol: an element `member` for each item.
  <T> QueryXml members(String name, Iterable<T> items, ItemContent<? super T> content)
      throws XMLStreamException {
    return element(
        name,
        list -> {
          for (T item : items) {
            list.element("member", one -> content.writeTo(one, item));
          }
        });
  }

  /// Characters that XML does not have become question marks.
  QueryXml text(String name, String value) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(
        value.replaceAll("[^\\t\\n\\r -\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?"));
    xml.writeEndElement();
    return this;
  }
}
