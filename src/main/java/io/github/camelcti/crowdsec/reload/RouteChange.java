package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The difference between the running routes and edited ones that passed {@link RouteCheck}. */
final class RouteChange {

  private static final Set<String> REPLACEABLE =
      Set.of(RoutePiece.ROUTE, RoutePiece.CONFIGURATION, RoutePiece.BEAN);

  private final RouteSet from;
  private final RouteSet to;
  private final Map<String, RoutePiece> before;
  private final Map<String, RoutePiece> after;
  private final List<RouteFinding> refusals = new ArrayList<>();
  private final List<RoutePiece> fresh = new ArrayList<>();
  private final List<RoutePiece> gone = new ArrayList<>();

  RouteChange(RouteSet from, RouteSet to) {
    this.from = from;
    this.to = to;
    this.before = pieces(from);
    this.after = pieces(to);
    if (!from.properties().equals(to.properties())) {
      refuse(RouteFolder.PROPERTIES, 0, null);
    }
    before.forEach((key, piece) -> {
      if (!after.containsKey(key)) {
        gone.add(piece);
      }
    });
    after.forEach((key, piece) -> {
      if (!before.containsKey(key) || !piece.value().equals(before.get(key).value())) {
        fresh.add(piece);
      }
    });
    followers();
    List.of(gone, fresh).forEach(pieces -> pieces.forEach(this::look));
  }

  /**
   * The change for routes that partly run as in one state of the files and partly as in others.
   *
   * @param from the states, the last complete one first; not empty
   */
  static RouteChange between(List<RouteSet> from, RouteSet to) {
    RouteChange all = new RouteChange(from.get(0), to);
    for (RouteSet other : from.subList(1, from.size())) {
      RouteChange more = new RouteChange(other, to);
      all.before.putAll(more.before);
      all.refusals.addAll(more.refusals);
      more.fresh.stream().filter(piece -> !all.fresh.contains(piece)).forEach(all.fresh::add);
      more.gone.stream().filter(piece -> !all.gone.contains(piece)).forEach(all.gone::add);
    }
    return all;
  }

  /** By kind and id; what has no id, by its place. */
  private static Map<String, RoutePiece> pieces(RouteSet set) {
    Map<String, RoutePiece> pieces = new LinkedHashMap<>();
    set.routes().forEach((file, text) -> {
      for (RoutePiece piece : RoutePiece.of(file, text)) {
        String id = piece.id() == null ? file + "#" + pieces.size() : piece.id();
        pieces.put(piece.kind() + " " + id, piece);
      }
    });
    return pieces;
  }

  /** Routes that were not edited but depend on something that was. */
  private void followers() {
    List<RoutePiece> edited = new ArrayList<>(fresh);
    edited.addAll(gone);
    for (RoutePiece route : after.values()) {
      if (route.kind().equals(RoutePiece.ROUTE) && !fresh.contains(route) && edited.stream().anyMatch(piece ->
          piece.kind().equals(RoutePiece.CONFIGURATION) && Objects.equals(piece.id(), route.configuration())
          || piece.kind().equals(RoutePiece.BEAN) && piece.id() != null && route.names(piece.id()))) {
        fresh.add(route);
      }
    }
  }

  private void look(RoutePiece piece) {
    if (!REPLACEABLE.contains(piece.kind())) {
      refuse(piece.file(), 0, piece.kind());
    } else if (piece.id() == null) {
      refusals.add(new RouteFinding(piece.file(), 0, piece.kind(),
          "has no id, so it can't be replaced while the connector runs; give it one"));
    } else if (piece.kind().equals(RoutePiece.BEAN) && !piece.custom()) {
      refuse(piece.file(), line(piece), piece.id());
    }
  }

  private void refuse(String file, int line, @Nullable String id) {
    refusals.add(new RouteFinding(file, line, id, "restart the connector to apply " + file));
  }

  private int line(RoutePiece bean) {
    return new RouteFile(text(bean.file())).of(Kind.BEAN).stream().filter(it -> Objects.equals(it.name(), bean.id()))
        .mapToInt(RouteFile.Mention::line).findFirst().orElse(0);
  }

  /** Why it can't be applied while the connector runs, by file; one line for each file and reason. */
  List<RouteFinding> refusals() {
    Map<String, RouteFinding> once = new LinkedHashMap<>();
    refusals.forEach(refusal -> once.putIfAbsent(refusal.file() + refusal.reason(), refusal));
    return List.copyOf(once.values());
  }

  /** The files of what has to be loaded or removed, documents included. */
  Set<String> files() {
    Set<String> files = new LinkedHashSet<>();
    List.of(fresh, gone).forEach(pieces -> pieces.forEach(piece -> files.add(piece.file())));
    List.of(from.documents(), to.documents()).forEach(documents -> documents.forEach((file, text) -> {
      if (!text.equals(from.documents().get(file)) || !text.equals(to.documents().get(file))) {
        files.add(file);
      }
    }));
    return files;
  }

  /** Whether routes, configurations or beans change; otherwise only comments, file names or documents do. */
  boolean touchesRoutes() {
    return !fresh.isEmpty() || !gone.isEmpty();
  }

  /** Whether a route calls another server, or calls it in another way: then an outage may be the edit's doing. */
  boolean callsOtherwise() {
    return !calls(before).equals(calls(after));
  }

  private static Set<String> calls(Map<String, RoutePiece> pieces) {
    Set<String> calls = new HashSet<>();
    pieces.values().stream().filter(piece -> piece.kind().equals(RoutePiece.ROUTE)).forEach(piece -> piece.collectUrls(calls));
    return calls;
  }

  boolean touchesDocuments() {
    return !from.documents().equals(to.documents());
  }

  /** What has to be loaded: beans first, then configurations, then routes. */
  List<RoutePiece> fresh() {
    return List.of(RoutePiece.BEAN, RoutePiece.CONFIGURATION, RoutePiece.ROUTE).stream()
        .flatMap(kind -> fresh.stream().filter(piece -> piece.kind().equals(kind))).toList();
  }

  /** The text of a file that something has to be loaded from. */
  String text(String file) {
    return to.routes().getOrDefault(file, "");
  }

  /** The ids of routes to remove, including those that are replaced. */
  Set<String> outgoing() {
    Set<String> ids = new LinkedHashSet<>(routes(gone));
    routes(fresh).stream().filter(id -> before.containsKey(RoutePiece.ROUTE + " " + id)).forEach(ids::add);
    return ids;
  }

  /** Configurations and beans that no longer exist. */
  List<RoutePiece> gone() {
    return List.copyOf(gone);
  }

  private static List<String> routes(Collection<RoutePiece> pieces) {
    return pieces.stream().filter(piece -> piece.kind().equals(RoutePiece.ROUTE)).map(RoutePiece::id).toList();
  }

  /** For the log: what is new, replaced and gone. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    List<String> names = fresh().stream().map(RoutePiece::id).toList();
    if (!names.isEmpty()) {
      parts.add("loaded " + String.join(", ", names));
    }
    if (!gone.isEmpty()) {
      parts.add("removed " + String.join(", ", gone.stream().map(RoutePiece::id).toList()));
    }
    if (touchesDocuments()) {
      parts.add("GraphQL documents reloaded");
    }
    return parts.isEmpty() ? "no running route has changed" : String.join("; ", parts);
  }
}
