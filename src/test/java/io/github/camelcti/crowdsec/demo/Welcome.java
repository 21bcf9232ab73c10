package io.github.camelcti.crowdsec.demo;

/** The first thing that the demo says, before Maven builds: Java runs it as it is. */
public final class Welcome {

  private Welcome() {}

  /** Prints it. */
  public static void main(String[] args) {
    System.out.println("The demo enriches six addresses with the real routes, without accounts or servers.");
    System.out.println("First Maven builds the connector, in silence: one to three minutes the first time.");
    System.out.println();
  }
}
