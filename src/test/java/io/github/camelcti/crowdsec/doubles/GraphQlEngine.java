package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.schema.Coercing;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Executes documents against the SDL subset, with the platform's limits and its shape of errors. */
final class GraphQlEngine {

  /** The SDL that it executes against. */
  static final String SCHEMA = "/doubles/opencti-6.9.graphql";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MUTATION_LIMIT = 1;
  private static final int QUERY_LIMIT = 2;
  private static final Map<String, String> TYPES =
      Map.of("IPv4-Addr", "IPv4Addr", "IPv6-Addr", "IPv6Addr", "Domain-Name", "DomainName");

  private final GraphQL graphQl;

  GraphQlEngine(OpenCtiDouble double_) {
    Map<String, DataFetcher<?>> queries = Map.of(
        "about", env -> Map.of("version", OpenCtiDouble.VERSION),
        "work", env -> double_.works().find(env.getArgument("id")),
        "isWorkAlive", env -> double_.works().exists(env.getArgument("id")),
        "stixCyberObservable", env -> double_.platform().read(env.getArgument("id")));
    Map<String, DataFetcher<?>> mutations = Map.of(
        "registerConnector", env -> double_.connectors().register(env.getArgument("input")),
        "pingConnector", env -> double_.connectors().ping(env.getArgument("id"), env.getArgument("state")),
        "deleteConnector", env -> {
          double_.forget(env.getArgument("id"));
          return env.getArgument("id");
        },
        "workEdit", env -> Map.of("id", env.<String>getArgument("id")),
        "stixCoreObjectEdit", env -> Map.of("id", env.<String>getArgument("id")),
        "stixBundlePush", env -> double_.push(
            env.getArgument("connectorId"), env.getArgument("bundle"), env.getArgument("work_id")));
    graphQl = GraphQL.newGraphQL(schema(double_, guarded(double_, queries), guarded(double_, mutations)))
        .defaultDataFetcherExceptionHandler(new Refusals())
        .build();
  }

  /** Each root field first asks whether a test wants it to fail. */
  private static Map<String, DataFetcher<?>> guarded(OpenCtiDouble double_, Map<String, DataFetcher<?>> fetchers) {
    Map<String, DataFetcher<?>> guarded = new LinkedHashMap<>();
    fetchers.forEach((name, fetcher) -> guarded.put(name, env -> {
      double_.failIfToldTo(name);
      return fetcher.get(env);
    }));
    return guarded;
  }

  private static GraphQLSchema schema(
      OpenCtiDouble double_, Map<String, DataFetcher<?>> queries, Map<String, DataFetcher<?>> mutations) {
    RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring()
        .scalar(text("DateTime"))
        .scalar(text("StixRef"))
        .type("Query", type -> type.dataFetchers(asMap(queries)))
        .type("Mutation", type -> type.dataFetchers(asMap(mutations)))
        .type("WorkEditMutations", type -> type
            .dataFetcher("ping", work(id -> env -> { }))
            .dataFetcher("delete", work(id -> env -> { }))
            .dataFetcher("toReceived", work(id -> env -> double_.works().received(id, env.getArgument("message"))))
            .dataFetcher("toProcessed", work(id -> env -> double_.works().processed(
                id, env.getArgument("message"), Boolean.TRUE.equals(env.getArgument("inError")))))
            .dataFetcher("addExpectations", work(id -> env -> double_.works().expect(id, env.getArgument("expectations"))))
            .dataFetcher("reportExpectation", work(id -> env -> {
              Map<String, String> error = env.getArgument("error");
              double_.works().report(id, error == null ? null : error.get("error"), error == null ? null : error.get("source"));
            })))
        .type("StixCoreObjectEditMutations", type -> type.dataFetcher("askEnrichment", env -> {
          Map<String, String> source = env.getSource();
          return double_.works().find(double_.ask(env.getArgument("connectorId"), source.get("id")));
        }))
        .type("StixCyberObservable", type -> type.typeResolver(env -> {
          Map<String, Object> observable = env.getObject();
          return env.getSchema().getObjectType(TYPES.get(observable.get("entity_type")));
        }));
    try (Reader sdl = new InputStreamReader(GraphQlEngine.class.getResourceAsStream(SCHEMA), StandardCharsets.UTF_8)) {
      return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(sdl), wiring.build());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // the library's map has raw fetchers
  private static Map<String, DataFetcher> asMap(Map<String, DataFetcher<?>> fetchers) {
    return new LinkedHashMap(fetchers);
  }

  private static DataFetcher<String> work(Function<String, Change> change) {
    return env -> {
      Map<String, String> work = env.getSource();
      change.apply(work.get("id")).make(env);
      return work.get("id");
    };
  }

  private static GraphQLScalarType text(String name) {
    return GraphQLScalarType.newScalar().name(name).coercing(new Coercing<Object, Object>() { }).build();
  }

  /** Runs one request; gives the answer's object. */
  Map<String, Object> execute(JsonNode request) {
    String query = request.path("query").asText();
    try {
      String limit = overLimit(new Parser().parseDocument(query));
      if (limit != null) {
        return errors("GRAPHQL_VALIDATION_FAILED", limit);
      }
    } catch (InvalidSyntaxException e) {
      return errors("GRAPHQL_PARSE_FAILED", "Syntax Error: " + e.getMessage());
    }
    Map<String, Object> variables = JSON.convertValue(request.path("variables"),
        JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
    ExecutionResult result = graphQl.execute(ExecutionInput.newExecutionInput(query)
        .variables(variables == null ? Map.of() : variables).build());
    return answer(result);
  }

  /** Names of the root fields, in order. */
  static List<String> rootFields(String query) {
    try {
      return rootFields(new Parser().parseDocument(query));
    } catch (InvalidSyntaxException e) {
      return List.of();
    }
  }

  private static List<String> rootFields(Document document) {
    List<String> fields = new ArrayList<>();
    for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
      for (Selection<?> selection : operation.getSelectionSet().getSelections()) {
        if (selection instanceof Field field) {
          fields.add(field.getName());
        }
      }
    }
    return fields;
  }

  private static String overLimit(Document document) {
    boolean mutation = document.getDefinitionsOfType(OperationDefinition.class).stream()
        .anyMatch(operation -> operation.getOperation() == OperationDefinition.Operation.MUTATION);
    int limit = mutation ? MUTATION_LIMIT : QUERY_LIMIT;
    List<String> fields = rootFields(document);
    for (String field : fields) {
      if (field.startsWith("__")) {
        return "GraphQL introspection is not authorized!";
      }
      if (fields.stream().filter(field::equals).count() > limit) {
        return "Allowed number of calls for " + (mutation ? "Mutation" : "Query") + "->" + field
            + " has been exceeded (max: " + limit + ")";
      }
    }
    return null;
  }

  private static Map<String, Object> answer(ExecutionResult result) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      answer.put("errors", result.getErrors().stream().map(GraphQlEngine::shape).toList());
    }
    if (result.isDataPresent()) {
      answer.put("data", result.getData());
    }
    return answer;
  }

  private static Map<String, Object> shape(GraphQLError error) {
    String type = String.valueOf(error.getErrorType());
    String code = error.getExtensions() != null ? (String) error.getExtensions().get("code")
        : error.getMessage().startsWith("Variable") || error.getMessage().contains("CoercedVariables")
            ? "BAD_USER_INPUT" : type.equals("ValidationError") ? "GRAPHQL_VALIDATION_FAILED" : "BAD_USER_INPUT";
    return error(code, error.getMessage(), error.getPath());
  }

  private static Map<String, Object> errors(String code, String message) {
    return Map.of("errors", List.of(error(code, message, null)));
  }

  /** The platform's shape: the code stands in the extensions and, once more, as name. */
  static Map<String, Object> error(String code, String message, List<Object> path) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    if (path != null) {
      error.put("path", path);
    }
    error.put("extensions", Map.of("code", code, "data", Map.of("genre", "BUSINESS")));
    error.put("name", code);
    return error;
  }

  static String write(Object answer) {
    try {
      return JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Change {
    void make(DataFetchingEnvironment env);
  }

  /** Turns what a fetcher throws into an error with the platform's code. */
  private static final class Refusals implements DataFetcherExceptionHandler {

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
        graphql.execution.DataFetcherExceptionHandlerParameters parameters) {
      Throwable thrown = parameters.getException();
      String code = thrown instanceof Refusal refusal ? refusal.code() : "INTERNAL_SERVER_ERROR";
      GraphQLError error = GraphqlErrorBuilder.newError(parameters.getDataFetchingEnvironment())
          .message("%s", String.valueOf(thrown.getMessage())).extensions(Map.of("code", code)).build();
      return CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult().error(error).build());
    }
  }
}
