package io.github.camelcti.crowdsec.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A client's connection to a {@link LightServer}: bytes in until a request is whole, bytes out as the socket takes them. */
final class Connection {

  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final int FIRST_SIZE = 16 * 1024;

  private final SocketChannel socket;
  private final SelectionKey key;
  private ByteBuffer in = ByteBuffer.allocate(FIRST_SIZE);
  private int headEnd = -1;
  private int end;
  private ByteBuffer out;

  private Connection(SocketChannel socket, Selector selector) throws IOException {
    this.socket = socket;
    this.key = socket.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false)
        .register(selector, SelectionKey.OP_READ, this);
  }

  static void open(SocketChannel socket, Selector selector) throws IOException {
    new Connection(socket, selector);
  }

  /** Takes what has come; gives the request once it is whole, else null. */
  Request read() {
    try {
      if (socket.read(in) < 0) {
        close();
        return null;
      }
    } catch (IOException e) {
      close(); // reset by the client
      return null;
    }
    if (headEnd < 0) {
      headEnd = Request.indexOf(in.array(), 0, in.position(), HEAD_END);
      if (headEnd >= 0) {
        end = headEnd + HEAD_END.length + bodyLength();
      }
    }
    if (headEnd >= 0 && in.position() >= end) {
      Request request = new Request(in.array(), headEnd + HEAD_END.length, end, System.nanoTime());
      // The request keeps the array: the next one gets another.
      in = ByteBuffer.allocate(FIRST_SIZE);
      headEnd = -1;
      return request;
    }
    if (!in.hasRemaining() || headEnd >= 0 && end > in.capacity()) {
      in.flip();
      in = ByteBuffer.allocate(Math.max(end, 2 * in.capacity())).put(in);
    }
    return null;
  }

  private int bodyLength() {
    String head = new String(in.array(), 0, headEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    if (head.contains("transfer-encoding:") || head.contains("content-encoding:") || head.contains("expect:")) {
      throw new IllegalStateException("this server knows bodies of a told length only: " + head);
    }
    return Arrays.stream(head.split("\r\n")).filter(line -> line.startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip())).findFirst().orElse(0);
  }

  void write(ByteBuffer bytes) {
    out = bytes;
    flush();
  }

  /** Goes on writing; what the socket does not take waits until it does. */
  void flush() {
    try {
      if (out != null) {
        socket.write(out);
        boolean more = out.hasRemaining();
        out = more ? out : null;
        key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      close(); // the client has gone
    }
  }

  private void close() {
    key.cancel();
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
