package io.github.camelcti.crowdsec.doubles;

import io.github.camelcti.crowdsec.doubles.Fields.Call;
import java.util.Map;

/** The fields about works. */
final class WorkFields {

  private static final String EDIT = "WorkEditMutations";

  private final Generation generation;
  private final Works works;
  private final Connectors connectors;

  WorkFields(Backend backend) {
    this.generation = backend.generation();
    this.works = backend.works();
    this.connectors = backend.connectors();
  }

  void addTo(Fields fields) {
    fields.query("work", call -> work(call.argument("id")))
        .query("isWorkAlive", call -> works.alive(call.argument("id")))
        .mutation("workAdd", call -> work(works.open(call.argument("connectorId"), null,
            call.argument("friendlyName"))))
        .mutation("workEdit", call -> Map.of("id", call.argument("id")));
    edit(fields, "ping", (id, call) -> {
      if (!works.known(id)) {
        throw PlatformError.internal("Cannot read properties of undefined (reading '_index')");
      }
    });
    edit(fields, "delete", (id, call) -> works.delete(id));
    edit(fields, "addDraftContext", (id, call) -> works.draftContext(id, call.argument("draftContext")));
    edit(fields, "toReceived", (id, call) -> works.toReceived(id, call.argument("message")));
    edit(fields, "toProcessed", (id, call) -> works.toProcessed(id, call.argument("message"),
        Boolean.TRUE.equals(call.argument("inError"))));
    edit(fields, "addExpectations", (id, call) -> {
      Integer expectations = call.argument("expectations");
      works.addExpectations(id, expectations == null ? 0 : expectations);
    });
    edit(fields, "reportExpectation", (id, call) -> {
      Map<String, String> error = call.argument("error");
      Map<String, String> given = error == null ? Map.of() : error;
      works.reportExpectation(id, given.get("error"), given.get("source"));
    });
  }

  private interface Edit {
    void on(String id, Call call);
  }

  /** Every edit answers the id. */
  private void edit(Fields fields, String name, Edit edit) {
    fields.inside(EDIT, name, call -> {
      if (!generation.atLeast(Generation.V6_2) && !works.known(call.parentId())) {
        throw PlatformError.internal("Cannot read properties of undefined (reading '_index')");
      }
      edit.on(call.parentId(), call);
      return call.parentId();
    });
  }

  /** A work as the schema shows it, null when there is none. */
  Map<String, Object> work(String id) {
    Map<String, Object> work = works.asGraphQl(id);
    if (work != null) {
      work.put("connector", connectors.connector(works.connectorOf(id)));
    }
    return work;
  }
}
