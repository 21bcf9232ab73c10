package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.json.JsonObject;

/**
 * Makes an {@link Operation} what the GraphQL component sends: the document in the header {@value #DOCUMENT}, the
 * variables as body. The operation itself stays in the variable {@value #OPERATION}, to read the answer by.
 */
public final class GraphQlRequest implements Processor, CamelContextAware {

  /** Header with the document; the component keeps it out of the HTTP request. */
  public static final String DOCUMENT = "CrowdSecGraphQlDocument";

  static final String OPERATION = "operation";

  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private CamelContext camelContext;
  private String folder;

  @Override
  public void process(Exchange exchange) throws Exception {
    Operation operation = exchange.getMessage().getMandatoryBody(Operation.class);
    exchange.setVariable(OPERATION, operation);
    // Whatever headers came along end here: the GraphQL component would send them as HTTP headers. Camel's count of
    // redeliveries is a header too, and without it a caller would repeat for ever.
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    exchange.getMessage().setHeader(DOCUMENT, documents.computeIfAbsent(operation.name(), this::load));
    exchange.getMessage().setBody(new JsonObject(operation.variables()));
  }

  private String load(String name) {
    String location = folder + "/" + name + ".graphql";
    try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(camelContext, location)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the GraphQL document " + location + " can't be read; it belongs to the routes", e);
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  public String getFolder() {
    return folder;
  }

  /** Where the documents are, for example {@code file:routes/graphql}. */
  public void setFolder(String folder) {
    this.folder = folder;
  }
}
