package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.reload.RouteFile.Address;
import io.github.camelcti.crowdsec.reload.RouteFile.Entry;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.RouteFile.Mention;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a folder that is being checked, as far as they could be read, and what was found in them. */
final class CheckedFiles {

  final RouteFolder folder;
  final Map<Path, RouteFile> files = new LinkedHashMap<>();
  final List<RouteFinding> findings = new ArrayList<>();
  private @Nullable Map<String, String> shipped;

  CheckedFiles(RouteFolder folder) {
    this.folder = folder;
  }

  interface Visitor {
    void visit(String file, Mention mention);
  }

  /** All names of a kind, file by file. */
  void each(Kind kind, Visitor visitor) {
    files.forEach((path, file) -> file.of(kind).forEach(mention -> visitor.visit(folder.name(path), mention)));
  }

  Stream<Address> addresses() {
    return files.values().stream().flatMap(file -> file.addresses().stream());
  }

  Set<String> names(Kind kind) {
    Set<String> names = new LinkedHashSet<>();
    each(kind, (file, mention) -> names.add(mention.name()));
    return names;
  }

  /** The files that come with the connector, by the ids and beans in them and the {@code direct:} endpoints that they start with. */
  Map<String, String> shipped() {
    if (shipped == null) {
      Map<String, String> names = new HashMap<>();
      for (String ours : RouteCheck.OURS) {
        String name = ours + RouteFolder.SUFFIX;
        try (InputStream in = CheckedFiles.class.getResourceAsStream("/shipped/" + name)) {
          RouteFile file = new RouteFile(new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
          file.of(Kind.ID).forEach(id -> names.put(String.valueOf(id.name()), name));
          file.of(Kind.BEAN_USE).forEach(bean -> names.putIfAbsent(String.valueOf(bean.name()), name));
          file.of(Kind.DIRECT_START).forEach(start -> names.put("direct:" + start.name(), name));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      shipped = names;
    }
    return shipped;
  }

  /** Those in routes that come with the connector, whatever else is in the file. */
  void eachOfOurs(Kind kind, Visitor visitor) {
    files.forEach((path, file) -> file.of(kind).stream().filter(mention -> !NameUses.isOwn(folder.name(path))
        && shipped().containsKey(String.valueOf(file.routeAt(mention.line())))).forEach(mention -> visitor.visit(folder.name(path), mention)));
  }

  interface EntryVisitor {
    void visit(String file, Entry entry);
  }

  /** All keys, file by file. */
  void entries(EntryVisitor visitor) {
    files.forEach((path, file) -> {
      String name = folder.name(path);
      file.entries().forEach(entry -> visitor.visit(name, entry));
    });
  }

  void add(String file, Mention mention, String reason) {
    add(file, mention.line(), mention.owner(), reason);
  }

  void add(String file, int line, @Nullable String id, String reason) {
    findings.add(new RouteFinding(file, line, id, reason));
  }

  /** The end of a sentence about a name that is not known; empty if no other is similar. */
  static String meant(@Nullable String name, Set<String> known) {
    return Spelling.nearest(String.valueOf(name), known, true).map(it -> "; did you mean " + it + "?").orElse("");
  }
}
