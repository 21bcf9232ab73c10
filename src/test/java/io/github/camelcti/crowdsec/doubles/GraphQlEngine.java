package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.schema.Coercing;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers GraphQL as OpenCTI does: the schema and what its fields do. */
final class GraphQlEngine {

  static final String SCHEMA = "/doubles/opencti-6.9.graphql";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Times are texts here, taken and given as they are. */
  private static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar().name("DateTime")
      .coercing(new Coercing<Object, Object>() {
        @Override
        public Object serialize(Object result, GraphQLContext context, Locale locale) {
          return result;
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
          return input;
        }
      }).build();

  private final Platform platform;
  private final Works works;
  private final Jobs jobs;
  private final Ingestor ingestor;
  private final List<JsonNode> bundles;
  private final Faults faults;
  private final GraphQLSchema schema;
  private final GraphQL graphQl;

  GraphQlEngine(Platform platform, Works works, Jobs jobs, Ingestor ingestor, List<JsonNode> bundles,
      Faults faults) {
    this.platform = platform;
    this.works = works;
    this.jobs = jobs;
    this.ingestor = ingestor;
    this.bundles = bundles;
    this.faults = faults;
    this.schema =
        new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(sdl()), wiring());
    this.graphQl =
        GraphQL.newGraphQL(schema).defaultDataFetcherExceptionHandler(GraphQlErrors.handler()).build();
  }

  static String sdl() {
    try (InputStream in = GraphQlEngine.class.getResourceAsStream(SCHEMA)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one request and gives the body of the answer. */
  Map<String, Object> answer(String query, String operationName, Map<String, Object> variables,
      boolean authorized) {
    List<Runnable> afterwards = new ArrayList<>();
    ExecutionInput input = ExecutionInput.newExecutionInput().query(query).operationName(operationName)
        .variables(variables)
        .graphQLContext(Map.of("authorized", authorized, "afterwards", afterwards))
        .build();
    ParseAndValidateResult parsed = ParseAndValidate.parseAndValidate(schema, input);
    if (parsed.getDocument() != null) {
      Map<String, Object> refused = GraphQlErrors.refused(parsed.getDocument(), operationName,
          parsed.isFailure());
      if (refused != null) {
        return refused;
      }
    }
    ExecutionResult result = graphQl.execute(input);
    // The worker gets a bundle by a queue, never before the operation that pushed it has ended.
    afterwards.forEach(Runnable::run);
    Map<String, Object> body = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      body.put("errors", result.getErrors().stream().map(GraphQlErrors::shape).toList());
    }
    if (result.isDataPresent()) {
      body.put("data", result.getData());
    }
    return body;
  }

  private RuntimeWiring wiring() {
    return RuntimeWiring.newRuntimeWiring()
        .scalar(DATE_TIME)
        .type("StixCyberObservable", type -> type.typeResolver(env -> {
          Map<String, Object> observable = env.getObject();
          String entityType = (String) observable.get("entity_type");
          return env.getSchema().getObjectType(entityType.replace("-", ""));
        }))
        .type("Query", type -> type
            .dataFetcher("about", root(env -> Map.of("version", "6.9.22")))
            .dataFetcher("work", root(env -> work(env.getArgument("id"))))
            .dataFetcher("isWorkAlive", root(env -> works.alive(env.getArgument("id"))))
            .dataFetcher("stixCyberObservable",
                root(env -> platform.observableAsGraphQl(env.getArgument("id")))))
        .type("Mutation", type -> type
            .dataFetcher("registerConnector", root(env -> register(env.getArgument("input"))))
            .dataFetcher("pingConnector", root(env -> platform.ping(env.getArgument("id"),
                env.getArgument("state"), env.getArgument("connectorInfo"))))
            .dataFetcher("deleteConnector", root(env -> forget(env.getArgument("id"))))
            .dataFetcher("workEdit", root(env -> Map.of("id", env.getArgument("id"))))
            .dataFetcher("stixCoreObjectEdit", root(env -> Map.of("id", env.getArgument("id"))))
            .dataFetcher("stixBundlePush", root(env -> {
              JsonNode bundle = push(env.getArgument("connectorId"), env.getArgument("bundle"));
              List<Runnable> afterwards = env.getGraphQlContext().get("afterwards");
              afterwards.add(() -> ingestor.take(bundle, env.getArgument("work_id")));
              return true;
            })))
        .type("WorkEditMutations", type -> type
            .dataFetcher("ping", edit((id, env) -> {
              if (!works.alive(id)) {
                throw PlatformError.internal("Cannot read properties of undefined (reading '_index')");
              }
            }))
            .dataFetcher("toReceived", edit((id, env) -> works.toReceived(id, env.getArgument("message"))))
            .dataFetcher("toProcessed", edit((id, env) -> works.toProcessed(id, env.getArgument("message"),
                Boolean.TRUE.equals(env.getArgument("inError")))))
            .dataFetcher("addExpectations", edit((id, env) -> {
              Integer expectations = env.getArgument("expectations");
              works.addExpectations(id, expectations == null ? 0 : expectations);
            }))
            .dataFetcher("reportExpectation", edit((id, env) -> {
              Map<String, String> error = env.getArgument("error");
              Map<String, String> given = error == null ? Map.of() : error;
              works.reportExpectation(id, given.get("error"), given.get("source"));
            })))
        .type("StixCoreObjectEditMutations", type -> type.dataFetcher("askEnrichment",
            env -> work(ask(env.getArgument("connectorId"), id(env)))))
        .build();
  }

  /** Every field at the root asks for the token first, then for an error that a test has ordered. */
  private DataFetcher<Object> root(DataFetcher<Object> fetcher) {
    return env -> {
      if (!env.getGraphQlContext().getBoolean("authorized")) {
        throw PlatformError.loggedOut();
      }
      PlatformError ordered = faults.takeError(env.getField().getName());
      if (ordered != null) {
        throw ordered;
      }
      return fetcher.get(env);
    };
  }

  private interface WorkEdit {
    void on(String id, DataFetchingEnvironment env);
  }

  private static DataFetcher<Object> edit(WorkEdit edit) {
    return env -> {
      edit.on(id(env), env);
      return id(env);
    };
  }

  private static String id(DataFetchingEnvironment env) {
    Map<String, Object> parent = env.getSource();
    return (String) parent.get("id");
  }

  private Map<String, Object> work(String id) {
    Map<String, Object> work = works.asGraphQl(id);
    if (work != null) {
      work.put("connector", platform.connector(works.connectorOf(id)));
    }
    return work;
  }

  private Map<String, Object> register(Map<String, Object> input) {
    String id = (String) input.get("id");
    jobs.declare(id);
    Map<String, Object> connector = platform.register(input);
    connector.put("config", jobs.config(id));
    return connector;
  }

  /** Drops a connector with its queues. */
  String forget(String id) {
    platform.unregister(id);
    jobs.delete(id);
    return id;
  }

  /** Opens a work and sends its job. */
  String ask(String connectorId, String observableId) {
    ObjectNode stix = platform.observableAsStix(observableId);
    if (stix == null) {
      throw PlatformError.functional("Cannot enrich the object, element cannot be found.", "enrichedId",
          observableId);
    }
    if (!platform.registered(connectorId)) {
      throw PlatformError.internal("Cannot read properties of undefined (reading 'enrichment_resolution')");
    }
    String work = works.open(connectorId, stix.path("id").textValue());
    jobs.send(connectorId, work, stix, platform.entityType(observableId));
    return work;
  }

  private JsonNode push(String connectorId, String text) {
    if (!platform.registered(connectorId)) {
      throw PlatformError.invalidBundle(cause("Invalid connector"));
    }
    JsonNode bundle;
    try {
      bundle = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw PlatformError.invalidBundle(Map.of());
    }
    if (!"bundle".equals(bundle.path("type").asText()) || bundle.path("objects").isEmpty()) {
      throw PlatformError.invalidBundle(cause("Invalid stix bundle"));
    }
    bundles.add(bundle);
    return bundle;
  }

  private static Map<String, Object> cause(String message) {
    return Map.of("message", message, "extensions", new PlatformError("UNSUPPORTED_ERROR", message,
        PlatformError.data(500, "BUSINESS", Map.of())).extensions());
  }
}
