package io.github.camelcti.crowdsec.doubles;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.NonNullType;
import graphql.language.Type;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers GraphQL as OpenCTI does: the schema of a generation and what its fields do. */
public final class GraphQlEngine {

  /** Read once: every test starts a platform. */
  private static final Map<Generation, TypeDefinitionRegistry> DEFINITIONS = new ConcurrentHashMap<>();

  private final GraphQLSchema schema;
  private final GraphQL graphQl;

  GraphQlEngine(Backend backend, Faults faults) {
    this.schema = new SchemaGenerator()
        .makeExecutableSchema(DEFINITIONS.computeIfAbsent(backend.generation(), it -> definitions(it.sdl())),
            wiring(backend, faults));
    this.graphQl =
        GraphQL.newGraphQL(schema).defaultDataFetcherExceptionHandler(GraphQlErrors.handler()).build();
  }

  /** Runs one request and gives the body of the answer. */
  Map<String, Object> answer(String query, String operationName, Map<String, Object> variables,
      boolean authorized, Platform space) {
    List<Runnable> afterwards = new ArrayList<>();
    ExecutionInput input = ExecutionInput.newExecutionInput().query(query).operationName(operationName)
        .variables(variables)
        .graphQLContext(Map.of("authorized", authorized, "afterwards", afterwards, "space", space))
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

  /**
   * The schema as written, but for the filter group that holds groups: this library takes the list, which may
   * be empty, for an endless circle. The field that uses it asks for it instead.
   */
  public static TypeDefinitionRegistry definitions(String sdl) {
    TypeDefinitionRegistry definitions =
        new SchemaParser().parse(new StringReader(sdl), ParserOptions.getDefaultSdlParserOptions());
    Optional.ofNullable(definitions.getTypeOrNull("FilterGroup", InputObjectTypeDefinition.class)).ifPresent(group -> {
      definitions.remove(group);
      definitions.add(group.transform(it -> it.inputValueDefinitions(group.getInputValueDefinitions().stream()
          .map(value -> value.getName().equals("filterGroups")
              ? value.transform(changed -> changed.type(nullable(value.getType()))) : value).toList())));
    });
    return definitions;
  }

  private static Type<?> nullable(Type<?> type) {
    return type instanceof NonNullType required ? required.getType() : type;
  }

  private static RuntimeWiring wiring(Backend backend, Faults faults) {
    Fields fields = new Fields(faults);
    new ConnectorFields(backend, faults.rights()).addTo(fields);
    WorkFields works = new WorkFields(backend);
    works.addTo(fields);
    new ObjectFields(backend, works).addTo(fields);
    new CreationFields(backend).addTo(fields);
    new ResultFields(backend).addTo(fields);
    RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    Scalars.ALL.forEach(wiring::scalar);
    TypeResolver byEntityType = env -> {
      Map<String, Object> object = env.getObject();
      return env.getSchema().getObjectType(((String) object.get("entity_type")).replace("-", ""));
    };
    for (String name : List.of("StixCoreObject", "StixCyberObservable", "StixDomainObject", "Identity")) {
      wiring.type(name, type -> type.typeResolver(byEntityType));
    }
    wiring.type("StixRelationship", type -> type.typeResolver(env -> env.getSchema().getObjectType(
        Views.SIGHTING.equals(env.<Map<String, Object>>getObject().get("entity_type"))
            ? "StixSightingRelationship" : "StixCoreRelationship")));
    fields.addTo(wiring);
    return wiring.build();
  }
}
