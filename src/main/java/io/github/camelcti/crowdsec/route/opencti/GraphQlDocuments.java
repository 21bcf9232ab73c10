package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The GraphQL documents of the folder, and which of their variants fits the registered platform. They are read at the
 * start and again at each registration, so that edits take effect where nothing watches the folder.
 */
public final class GraphQlDocuments {

  /**
   * What the Camel CLI turns {@code file:.} into when it exports a project; Camel can't find a dot on the class path.
   */
  private static final String EXPORTED = "classpath:.";

  private final CamelContext camelContext;
  private final String folder;
  private final Registration registration;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private volatile Documents documents;
  private volatile @Nullable Map<String, String> kept;

  /** @param folder where the documents are, for example {@code file:routes/graphql} */
  public GraphQlDocuments(CamelContext camelContext, String folder, Registration registration) {
    this.camelContext = camelContext;
    this.folder = folder;
    this.registration = registration;
  }

  /** Whether a document of that name has a variant for the platform. */
  public boolean has(String name) {
    return documents.find(name, version()).isPresent();
  }

  /** Whether the variant for the platform declares that variable. */
  boolean takes(String name, String variable) {
    return documents.find(name, version()).filter(document -> document.variables().contains(variable)).isPresent();
  }

  /**
   * The documents of an operation, each in the variant for the platform.
   *
   * @throws PlatformException if one of them has no variant for a platform that old
   */
  List<Document> of(Operation operation) {
    return operation.documents().stream().map(this::find).toList();
  }

  private Document find(String name) {
    if (!documents.names().contains(name)) {
      throw new PlatformException("there is no GraphQL document " + name + ".graphql in " + folder
          + "; it belongs to the routes");
    }
    return documents.find(name, version()).orElseThrow(() -> new PlatformException(
        "OpenCTI " + version() + " is older than every variant of the GraphQL document " + name + " in " + folder));
  }

  /**
   * Records that the platform's schema lacks something in one of the documents.
   *
   * @return whether there is an older variant to try
   */
  boolean refuse(Collection<Document> refused) {
    boolean older = false;
    for (Document document : refused) {
      older |= documents.refuse(document, version());
    }
    return older;
  }

  /**
   * Reads the folder, or what was {@linkplain #keep kept}: before each registration, since the platform may have changed, or a
   * document was edited.
   *
   * @throws PlatformException if it is empty, or a file is not a document
   */
  public void load() {
    Map<String, String> texts = kept;
    if (texts != null) {
      documents = new Documents(texts.entrySet().stream().map(entry -> Document.of(
          entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1), entry.getValue())).toList());
      return;
    }
    List<Document> found = new ArrayList<>();
    try {
      boolean exported = folder.equals(EXPORTED);
      for (Resource resource : PluginHelper.getPackageScanResourceResolver(camelContext)
          .findResources(exported ? "classpath:*.graphql" : folder + "/*.graphql")) {
        String file = resource.getLocation().substring(resource.getLocation().lastIndexOf('/') + 1);
        // In the single jar of an exported project, Camel finds them but can't open them.
        try (InputStream in = exported ? ResourceHelper.resolveMandatoryResourceAsInputStream(camelContext, "classpath:" + file)
            : resource.getInputStream()) {
          found.add(Document.of(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
      }
    } catch (Exception e) {
      throw new PlatformException("the GraphQL documents in " + folder + " (graphql.folder) can't be read: "
          + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new PlatformException("there are no GraphQL documents in " + folder + " (graphql.folder); they belong to the "
          + "routes");
    }
    documents = new Documents(found);
  }

  /**
   * Makes these the documents that {@link #load()} takes instead of those in the folder, where an edit may wait, or was
   * rejected or taken back.
   *
   * @param texts the text of each document by its path
   */
  public void keep(Map<String, String> texts) {
    kept = texts;
  }

  private PlatformVersion version() {
    return registration.version();
  }
}
