package io.github.camelcti.crowdsec.doubles;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the fields of the schema do, collected topic by topic. A field that a schema lacks is no error. */
final class Fields {

  /** What one field does. */
  interface Action {
    Object on(Call call) throws Exception;
  }

  /** One use of a field. */
  record Call(DataFetchingEnvironment env) {

    <T> T argument(String name) {
      return env.getArgument(name);
    }

    /** Where it reads and writes: the live data, or those of the draft that the request named. */
    Platform space() {
      return env.getGraphQlContext().get("space");
    }

    /** The id that the parent field was asked with. */
    String parentId() {
      Map<String, Object> parent = env.getSource();
      return (String) parent.get("id");
    }

    /** Runs when the whole operation has ended. */
    void afterwards(Runnable task) {
      List<Runnable> tasks = env.getGraphQlContext().get("afterwards");
      tasks.add(task);
    }
  }

  private final Faults faults;
  private final Map<String, Map<String, DataFetcher<?>>> fetchers = new LinkedHashMap<>();

  Fields(Faults faults) {
    this.faults = faults;
  }

  Fields query(String name, Action action) {
    return field("Query", name, root(action));
  }

  Fields mutation(String name, Action action) {
    return field("Mutation", name, root(action));
  }

  /** A field below the root. */
  Fields inside(String type, String name, Action action) {
    return field(type, name, env -> action.on(new Call(env)));
  }

  void addTo(RuntimeWiring.Builder wiring) {
    fetchers.forEach((type, fields) -> wiring.type(type, it -> {
      fields.forEach(it::dataFetcher);
      return it;
    }));
  }

  private Fields field(String type, String name, DataFetcher<?> fetcher) {
    fetchers.computeIfAbsent(type, key -> new LinkedHashMap<>()).put(name, fetcher);
    return this;
  }

  /** Every field at the root asks for the token first, then for the trouble that a test has ordered. */
  private DataFetcher<Object> root(Action action) {
    return env -> {
      if (!env.getGraphQlContext().getBoolean("authorized")) {
        throw PlatformError.loggedOut();
      }
      PlatformError ordered = faults.takeError(env.getField().getName());
      if (ordered != null) {
        throw ordered;
      }
      return action.on(new Call(env));
    };
  }
}
