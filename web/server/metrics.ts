import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Store } from '../../sql/clickhouse/store.ts';
import { readProcessHealth, type HealthSource } from './health.ts';

/** The `/metrics` of this process, in Prometheus text. Seconds and bytes, as Prometheus names them. */
export interface WebMetrics {
  /** One answered request. `route` is the route's pattern, never the path: ids would make a series each. */
  observeRequest(route: string, method: string, status: number, seconds: number): void;
  socketsChanged(count: number): void;
  patchesSent(packets: number): void;
  resyncAsked(): void;
  /** Reads what the other parts know, then writes everything. */
  render(): Promise<{ contentType: string; text: string }>;
}

/** Pages aim at under 100 ms and must never pass a second: the buckets are fine where that is decided. */
const REQUEST_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A registry of its own, so that two servers in one process (tests) never share counts. */
export function createWebMetrics(store: Store, health: HealthSource): WebMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'ovation_http_request_duration_seconds',
    help: 'Time to answer a request of a page or the read API',
    labelNames: ['route', 'method', 'status'],
    buckets: REQUEST_BUCKETS_SECONDS,
    registers,
  });
  const sockets = new Gauge({ name: 'ovation_sockets', help: 'Open live connections', registers });
  const packets = new Counter({ name: 'ovation_live_packets_total', help: 'Live packets sent to rooms', registers });
  const resyncs = new Counter({
    name: 'ovation_live_resyncs_total',
    help: 'Rooms that a lagging connection missed patches of',
    registers,
  });
  const readStore = storeGauges(registers, store);
  const readProcesses = processGauges(registers, health);

  return {
    observeRequest: (route, method, status, seconds) =>
      requests.observe({ route, method: METHODS.has(method) ? method : 'other', status }, seconds),
    socketsChanged: (count) => sockets.set(count),
    patchesSent: (count) => packets.inc(count),
    resyncAsked: () => resyncs.inc(),
    async render() {
      readStore();
      await readProcesses();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function storeGauges(registers: Registry[], store: Store): () => void {
  const running = new Gauge({
    name: 'ovation_store_statements_running',
    help: 'Statements that run now, by lane of the store',
    labelNames: ['lane'],
    registers,
  });
  const waiting = new Gauge({
    name: 'ovation_store_statements_waiting',
    help: 'Statements that wait for their lane',
    labelNames: ['lane'],
    registers,
  });
  const done = new Counter({
    name: 'ovation_store_statements_total',
    help: 'Statements since the start, by lane and outcome',
    labelNames: ['lane', 'outcome'],
    registers,
  });
  return () => {
    done.reset();
    for (const state of store.lanes()) {
      running.set({ lane: state.lane }, state.running);
      waiting.set({ lane: state.lane }, state.waiting);
      done.inc({ lane: state.lane, outcome: 'ok' }, state.statements - state.failures);
      done.inc({ lane: state.lane, outcome: 'failed' }, state.failures);
    }
  };
}

/** The other processes count for themselves: their totals are copied at each scrape (a counter that started again is lower). */
function processGauges(registers: Registry[], health: HealthSource): () => Promise<void> {
  const spoolRows = new Gauge({ name: 'ovation_spool_rows', help: 'Records received and not yet loaded', registers });
  const accepted = new Counter({ name: 'ovation_records_accepted_total', help: 'Records accepted', registers });
  const rejected = new Counter({
    name: 'ovation_records_rejected_total',
    help: 'Records rejected, by reason',
    labelNames: ['code'],
    registers,
  });
  const loaded = new Counter({ name: 'ovation_records_loaded_total', help: 'Records loaded', registers });
  const backlog = new Gauge({ name: 'ovation_loader_backlog_segments', help: 'Sealed segments to load', registers });
  const diskFree = new Gauge({ name: 'ovation_disk_free_bytes', help: 'Free bytes where the data lies', registers });
  const jobs = new Gauge({
    name: 'ovation_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
  });
  return async () => {
    const { collector, loader, disk, queues } = await readProcessHealth(health);
    if (collector.ok && collector.value) {
      accepted.reset();
      rejected.reset();
      spoolRows.set(collector.value.spoolRows);
      accepted.inc(collector.value.acceptedTotal);
      for (const [code, count] of Object.entries(collector.value.rejectedByCode)) rejected.inc({ code }, count);
    }
    if (loader.ok && loader.value) {
      loaded.reset();
      loaded.inc(loader.value.loadedRows);
      backlog.set(loader.value.backlogSegments);
    }
    if (disk.ok && disk.value) diskFree.set(disk.value.freeBytes);
    if (queues.ok && queues.value) {
      for (const { name, ...states } of queues.value) {
        for (const state of ['waiting', 'active', 'delayed', 'failed'] as const) {
          jobs.set({ queue: name, state }, states[state]);
        }
      }
    }
  };
}
