import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The Camel CLI's own main method, which JBang would start. */
public final class Camel {

  private Camel() {}

  public static void main(String[] args) {
    CamelJBangMain.run(args);
  }
}
