package io.github.camelcti.crowdsec.http;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for the JDK's HTTP server, which assigns one to each connection until its answer is sent. So a slow client
 * must not hold the only thread, nor hold its own for long.
 */
public final class HttpThreads {

  static final int MOST = 64;

  /**
   * By default the JDK's server waits for ever. It reads these once, before its first instance; existing values stay.
   */
  private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";
  private static final String LONGEST_ANSWER = "sun.net.httpserver.maxRspTime";
  private static final String REQUEST_SECONDS = "5";
  private static final String ANSWER_SECONDS = "30";

  private HttpThreads() {}

  /**
   * Must be called before the server is created.
   *
   * @return threads that exist while they are needed; a connection for which none is left is closed at once
   */
  public static ExecutorService create(String name) {
    Properties properties = System.getProperties();
    properties.putIfAbsent(LONGEST_REQUEST, REQUEST_SECONDS);
    properties.putIfAbsent(LONGEST_ANSWER, ANSWER_SECONDS);
    // No queue between: with one, a pool only grows once the queue is full.
    return new ThreadPoolExecutor(0, MOST, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), new DaemonThreads(name));
  }
}
