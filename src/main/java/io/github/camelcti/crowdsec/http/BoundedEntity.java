package io.github.camelcti.crowdsec.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A response body with limits: reading fails after so many bytes, or at a point in time. The client's own response
 * time-out restarts with each byte, so a server that sends slowly could otherwise hold a job for ever.
 */
final class BoundedEntity extends HttpEntityWrapper {

  private final long maxBytes;
  private final Duration time;
  private final LongSupplier nanoTime;

  BoundedEntity(HttpEntity entity, long maxBytes, Duration time, LongSupplier nanoTime) {
    super(entity);
    this.maxBytes = maxBytes;
    this.time = time;
    this.nanoTime = nanoTime;
  }

  @Override
  public InputStream getContent() throws IOException {
    if (getContentLength() > maxBytes) {
      throw new IOException("the answer has " + getContentLength() + " bytes, more than " + maxBytes);
    }
    return new BoundedStream(super.getContent());
  }

  private final class BoundedStream extends FilterInputStream {

    private final long deadline = nanoTime.getAsLong() + time.toNanos();
    private long read;

    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int got = super.read(target, from, length);
      count(Math.max(got, 0));
      return got;
    }

    private void count(int bytes) throws IOException {
      read += bytes;
      if (read > maxBytes) {
        throw new IOException("the answer has more than " + maxBytes + " bytes");
      }
      if (nanoTime.getAsLong() - deadline > 0) {
        throw new IOException("the answer was not complete after " + time.toSeconds() + " s");
      }
    }
  }
}
