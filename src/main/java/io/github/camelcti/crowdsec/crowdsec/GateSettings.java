package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;

/**
 * What a {@link CallGate} goes by.
 *
 * @param waits whether jobs wait for quota and key; otherwise they end in error and only bursts close the gate
 * @param quota waits after a used-up quota; its longest is the wait after a refused key
 * @param burst waits after a burst that went on for all tries of a job
 * @param budget most calls in a period, 0 for no limit
 * @param period length of that period
 * @param keyPrint stands for the key: another key has a quota of its own, so what was known is void
 */
public record GateSettings(
    boolean waits, Backoff quota, Backoff burst, int budget, Duration period, String keyPrint) {}
