package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Turns an {@link Operation} into what the GraphQL component sends: the document in the header {@value #DOCUMENT}, the
 * variables as body. The operation stays in the variable {@value #OPERATION}, for reading the answer.
 */
public final class GraphQlRequest implements Processor {

  /** Header with the document; the component keeps it out of the HTTP request. */
  public static final String DOCUMENT = "CrowdSecGraphQlDocument";

  static final String OPERATION = "operation";
  static final String DOCUMENTS = "documents";

  /** Header of the request for the draft to work in (OpenCTI contract, section 5e). */
  private static final String DRAFT = "opencti-draft-id";

  private final GraphQlDocuments documents;
  private final PlatformGate gate;

  public GraphQlRequest(GraphQlDocuments documents, PlatformGate gate) {
    this.documents = documents;
    this.gate = gate;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Operation operation = exchange.getMessage().getMandatoryBody(Operation.class);
    List<Document> texts = documents.of(operation);
    exchange.setVariable(OPERATION, operation);
    exchange.setVariable(DOCUMENTS, texts);
    // Drop all other headers: the GraphQL component would send them as HTTP headers. Camel's count of
    // redeliveries is a header too, and without it a caller would retry for ever.
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    exchange.getMessage().setHeader(DOCUMENT, Document.merge(texts));
    if (operation.draftId() != null) {
      exchange.getMessage().setHeader(DRAFT, operation.draftId());
    }
    exchange.getMessage().setBody(variables(operation, texts));
    gate.calls(exchange);
  }

  private static JsonObject variables(Operation operation, List<Document> texts) {
    JsonObject variables = new JsonObject();
    for (Document text : texts) {
      text.variables().stream()
          .filter(operation.variables()::containsKey)
          .forEach(name -> variables.put(name, json(operation.variables().get(name))));
    }
    return variables;
  }

  private static @Nullable Object json(@Nullable Object value) {
    return value instanceof String text ? new JsonText(text) : value;
  }
}
