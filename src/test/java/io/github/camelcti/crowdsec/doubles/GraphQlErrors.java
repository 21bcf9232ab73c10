package io.github.camelcti.crowdsec.doubles;

import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphQLException;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.execution.UnknownOperationException;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limits of one GraphQL request, and the shape that OpenCTI gives to errors. */
final class GraphQlErrors {

  private static final String INVALID = "GRAPHQL_VALIDATION_FAILED";
  private static final Pattern UNKNOWN_FIELD = Pattern.compile("Field '(.+)' in type '(.+)' is undefined");

  private GraphQlErrors() {}

  /** The names of the fields at the root of the operation, as the schema calls them. */
  static List<String> rootFields(Document document, String operationName) {
    return roots(document, operationName).stream().map(Field::getName).toList();
  }

  /** The operation of that name, the first one without a name; null when there is none. */
  static OperationDefinition operation(Document document, String operationName) {
    return document.getDefinitionsOfType(OperationDefinition.class).stream()
        .filter(it -> operationName == null || operationName.equals(it.getName())).findFirst().orElse(null);
  }

  private static List<Field> roots(Document document, String operationName) {
    OperationDefinition operation = operation(document, operationName);
    return operation == null ? List.of() : operation.getSelectionSet().getSelectionsOfType(Field.class);
  }

  /** Introspection, and a root field more often than allowed; null when the request may go on. */
  static Map<String, Object> refused(Document document, String operationName, boolean invalid) {
    List<Field> roots = roots(document, operationName);
    if (roots.stream().anyMatch(it -> List.of("__schema", "__type").contains(it.getName()))) {
      Map<String, Object> extensions = new LinkedHashMap<>();
      extensions.put("code", "RESOURCE_NOT_FOUND");
      extensions.put("data", Map.of("http_status", 404));
      return Map.of("errors",
          List.of(error("GraphQL introspection not authorized!", null, null, extensions)));
    }
    OperationDefinition operation = operation(document, operationName);
    if (invalid || operation == null) {
      return null;
    }
    boolean mutation = operation.getOperation() == OperationDefinition.Operation.MUTATION;
    int allowed = mutation ? 1 : 2;
    Map<String, Integer> calls = new HashMap<>();
    for (Field root : roots) {
      if (calls.merge(root.getName(), 1, Integer::sum) > allowed) {
        String message = "Allowed number of calls for " + (mutation ? "Mutation" : "Query") + "->"
            + root.getName() + " has been exceeded (max: " + allowed + ")";
        return Map.of("errors",
            List.of(error(message, List.of(root.getSourceLocation()), null, Map.of("code", INVALID))));
      }
    }
    return null;
  }

  /** An error of graphql-java with OpenCTI's code, and the name that repeats it. */
  static Map<String, Object> shape(GraphQLError error) {
    Map<String, Object> extensions = new LinkedHashMap<>();
    if (error.getExtensions() != null && error.getExtensions().containsKey("code")) {
      extensions.putAll(error.getExtensions());
    } else {
      extensions.put("code", code(error));
    }
    Matcher unknown = UNKNOWN_FIELD.matcher(error.getMessage());
    String message = unknown.find()
        ? "Cannot query field \"" + unknown.group(1) + "\" on type \"" + unknown.group(2) + "\"."
        : error.getMessage();
    return error(message, error.getLocations(), error.getPath(), extensions);
  }

  private static String code(GraphQLError error) {
    if (error instanceof UnknownOperationException) {
      return "OPERATION_RESOLUTION_FAILURE";
    }
    if (error.getErrorType() == ErrorType.InvalidSyntax) {
      return "GRAPHQL_PARSE_FAILED";
    }
    if (error instanceof GraphQLException) {
      // The validation of the document gives plain errors; what is thrown is about the variables' values.
      return "BAD_USER_INPUT";
    }
    return error.getErrorType() == ErrorType.ValidationError ? INVALID : "INTERNAL_SERVER_ERROR";
  }

  private static Map<String, Object> error(String message, List<SourceLocation> locations, List<Object> path,
      Map<String, Object> extensions) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    if (locations != null && !locations.isEmpty()) {
      error.put("locations", locations.stream()
          .map(it -> Map.of("line", it.getLine(), "column", it.getColumn())).toList());
    }
    if (path != null) {
      error.put("path", path);
    }
    error.put("extensions", extensions);
    error.put("name", extensions.get("code"));
    return error;
  }

  /** What a field throws becomes an error at that field; the fields after it still run. */
  static DataFetcherExceptionHandler handler() {
    return parameters -> {
      Throwable thrown = parameters.getException();
      PlatformError error = thrown instanceof PlatformError platformError ? platformError
          : PlatformError.internal(String.valueOf(thrown.getMessage()));
      return CompletableFuture.completedFuture(DataFetcherExceptionHandlerResult.newResult(
          GraphqlErrorBuilder.newError(parameters.getDataFetchingEnvironment())
              .message("%s", error.getMessage()).extensions(error.extensions()).build()).build());
    };
  }
}
