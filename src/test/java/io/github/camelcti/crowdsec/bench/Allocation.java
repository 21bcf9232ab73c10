package io.github.camelcti.crowdsec.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What the threads of another Java process have allocated on the heap. Java 17 tells it by living thread: what a thread
 * allocated that has ended meanwhile is missing. Attaching loads Java's management agent into the process: memory and
 * start are measured before.
 */
final class Allocation implements AutoCloseable {

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  Allocation(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    threads = ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
  }

  /** Bytes so far; the JMX threads that are asking allocate too, some kilobytes each time. */
  long bytes() {
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).filter(bytes -> bytes > 0).sum();
  }

  @Override
  public void close() throws Exception {
    connector.close();
  }
}
