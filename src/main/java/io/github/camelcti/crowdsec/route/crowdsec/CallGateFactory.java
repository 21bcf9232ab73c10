package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.Backoff;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.crowdsec.GateSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Creates the gate in front of CrowdSec from the connector's settings; the gate itself does not know them. */
public final class CallGateFactory {

  private static final int PRINT = 8;

  private CallGateFactory() {}

  public static CallGate create(Config config) {
    return new CallGate(settings(config), Clock.systemUTC(), System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  private static GateSettings settings(Config config) {
    Duration longest = config.get(Settings.CROWDSEC_QUOTA_RETRY_DELAY_MAX);
    return new GateSettings(
        "wait".equals(config.get(Settings.CROWDSEC_QUOTA_POLICY)),
        new Backoff(config.get(Settings.CROWDSEC_QUOTA_RETRY_DELAY), longest),
        afterAllTries(config, config.get(Settings.CROWDSEC_RETRY_DELAY_MAX)),
        "wait".equals(config.get(Settings.CROWDSEC_OUTAGE_POLICY)),
        afterAllTries(config, config.get(Settings.CROWDSEC_OUTAGE_RETRY_DELAY_MAX)),
        config.find(Settings.CROWDSEC_OUTAGE_MAX_WAIT).orElse(null),
        config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(0),
        config.get(Settings.CROWDSEC_QUOTA_PERIOD),
        print(config.get(Settings.CROWDSEC_KEY).reveal()));
  }

  /** Continues the backoff where a job's own retries ended. */
  private static Backoff afterAllTries(Config config, Duration longest) {
    Duration next = new Backoff(config.get(Settings.CROWDSEC_RETRY_DELAY), config.get(Settings.CROWDSEC_RETRY_DELAY_MAX))
        .pause(config.get(Settings.CROWDSEC_MAX_RETRIES) + 1, 1);
    return new Backoff(next, longest);
  }

  /** Identifies a key without revealing it, since OpenCTI's administrators can see it. */
  private static String print(String key) {
    return Sha256.hex(key).substring(0, PRINT);
  }
}
