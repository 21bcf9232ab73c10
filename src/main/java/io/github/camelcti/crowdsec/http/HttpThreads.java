package io.github.camelcti.crowdsec.http;

import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the JDK's HTTP server, which gives one to each connection for as long as it sends its request and takes its
 * answer. So a client that does neither must not hold the only one, nor hold its own for long.
 */
public final class HttpThreads {

  static final int MOST = 64;

  /** The JDK's server would wait for ever. It reads these once, before its first instance is made; what is set already stays. */
  private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";
  private static final String LONGEST_ANSWER = "sun.net.httpserver.maxRspTime";
  private static final String REQUEST_SECONDS = "5";
  private static final String ANSWER_SECONDS = "30";

  private HttpThreads() {}

  /**
   * To be called before the server is made.
   *
   * @param name what the threads are called
   * @return threads that are there while they are needed; a connection for which there is none left is closed at once
   */
  public static ExecutorService create(String name) {
    Properties properties = System.getProperties();
    properties.putIfAbsent(LONGEST_REQUEST, REQUEST_SECONDS);
    properties.putIfAbsent(LONGEST_ANSWER, ANSWER_SECONDS);
    AtomicInteger number = new AtomicInteger();
    // Handed from hand to hand: with a queue, a pool grows only once the queue is full.
    return new ThreadPoolExecutor(0, MOST, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }
}
