package io.github.camelcti.crowdsec.doubles;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker that takes messages and, after some, confirms no more: so does RabbitMQ while a disk or a replica is slow. */
public final class ConfirmsWithheld implements AutoCloseable {

  private static final int METHOD = 1;
  private static final int BASIC_ACK = 60 << 16 | 80;
  private static final int HEAD = 7;
  /** Where a confirm has the number of its message, and whether it stands for those before, too. */
  private static final int TAG = 4;
  private static final int MULTIPLE = 12;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger left;
  private final Broker broker;

  /**
   * @param broker the one that is really there
   * @param confirmed how many confirms come through
   */
  public ConfirmsWithheld(Broker broker, int confirmed) throws IOException {
    this.broker = broker;
    this.left = new AtomicInteger(confirmed);
    daemon(this::accept);
  }

  /** Where it listens, on loopback. */
  public int port() {
    return server.getLocalPort();
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      Socket there = new Socket(broker.host(), broker.port());
      sockets.addAll(List.of(client, there));
      daemon(() -> client.getInputStream().transferTo(there.getOutputStream()));
      daemon(() -> pass(new DataInputStream(there.getInputStream()), new DataOutputStream(client.getOutputStream())));
    }
  }

  /** AMQP 0-9-1: each frame is type, channel, size, that many bytes, and an end. */
  private void pass(DataInputStream from, DataOutputStream to) throws IOException {
    Map<Short, Long> confirmed = new HashMap<>();
    while (true) {
      byte[] bytes = from.readNBytes(HEAD);
      if (bytes.length < HEAD) {
        return;
      }
      ByteBuffer head = ByteBuffer.wrap(bytes);
      byte[] rest = from.readNBytes(head.getInt(3) + 1);
      boolean confirm = head.get(0) == METHOD && ByteBuffer.wrap(rest).getInt(0) == BASIC_ACK;
      // One confirm may stand for all messages of its channel up to its own: they pass one by one.
      ByteBuffer body = ByteBuffer.wrap(rest);
      long last = confirm ? body.getLong(TAG) : 1;
      long first = confirm && rest[MULTIPLE] == 1 ? confirmed.getOrDefault(head.getShort(1), 0L) + 1 : last;
      for (long tag = first; tag <= last; tag++) {
        if (confirm) {
          body.putLong(TAG, tag).put(MULTIPLE, (byte) 0);
          confirmed.merge(head.getShort(1), tag, Math::max);
        }
        if (!confirm || left.getAndDecrement() > 0) {
          to.write(bytes);
          to.write(rest);
          to.flush();
        }
      }
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void daemon(Task task) {
    Thread thread = new Thread(() -> {
      try {
        task.run();
      } catch (IOException e) {
        // one side is gone
      }
    }, "confirms-withheld");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
