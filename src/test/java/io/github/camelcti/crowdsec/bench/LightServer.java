package io.github.camelcti.crowdsec.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.PriorityQueue;

/**
 * An HTTP server that costs next to nothing, so that two cores are left to what is measured: one thread, answers that
 * lie ready, each given after a set time. It knows HTTP as the connector speaks it: connections that stay open, a
 * request after the other, bodies with their length.
 */
final class LightServer implements AutoCloseable {

  /** What it does. Called by the server's one thread. */
  interface Service {

    /** Takes a request and gives the answer, which is held back for the latency. */
    Reply take(Request request);
  }

  /** An answer: what is sent, head included, and what is told when it is out: how long it was held, in nanoseconds. */
  record Reply(byte[] bytes, Held held) {}

  /** Told of an answer that is out. */
  interface Held {

    void sent(Request request, int answerBytes, long heldNanos, long sentAt);
  }

  private record Due(long at, Connection connection, Request request, Reply reply) {}

  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Service service;
  private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
  private final Thread thread;
  private volatile long latency;
  private volatile boolean open = true;

  LightServer(String name, Duration latency, Service service) {
    this.service = service;
    this.latency = latency.toNanos();
    try {
      selector = Selector.open();
      listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
      listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + listener.socket().getLocalPort();
  }

  /** From the next request on. */
  void latency(Duration time) {
    latency = time.toNanos();
  }

  /** How many requests wait for their answer; for the server's own thread. */
  int waiting() {
    return due.size();
  }

  private void run() {
    try {
      while (open) {
        select();
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
          serve(keys.next());
        }
        while (!due.isEmpty() && millisUntil(due.peek()) <= 0) {
          send(due.poll());
        }
      }
    } catch (IOException | RuntimeException e) {
      if (open) {
        e.printStackTrace(); // nobody else would hear of it, and the bench would only wait
      }
    }
  }

  private void select() throws IOException {
    if (due.isEmpty()) {
      selector.select();
    } else {
      long wait = millisUntil(due.peek());
      if (wait > 0) {
        selector.select(wait);
      } else {
        selector.selectNow();
      }
    }
  }

  /** A selector waits for whole milliseconds: rounded, so that the latency is right on average. */
  private static long millisUntil(Due next) {
    return Math.round((next.at - System.nanoTime()) / 1e6);
  }

  private void serve(SelectionKey key) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      SocketChannel socket = listener.accept();
      if (socket != null) {
        Connection.open(socket, selector);
      }
      return;
    }
    Connection connection = (Connection) key.attachment();
    if (key.isWritable()) {
      connection.flush();
    }
    Request request = key.isValid() && key.isReadable() ? connection.read() : null;
    if (request != null) {
      Reply reply = service.take(request);
      due.add(new Due(request.at() + latency, connection, request, reply));
    }
  }

  private void send(Due answer) {
    answer.connection.write(ByteBuffer.wrap(answer.reply.bytes));
    long now = System.nanoTime();
    answer.reply.held.sent(answer.request, answer.reply.bytes.length, now - answer.request.at(), now);
  }

  @Override
  public void close() throws Exception {
    open = false;
    selector.wakeup();
    thread.join(1000);
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
