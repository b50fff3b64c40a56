import { describe, expect, it } from 'vitest';
import { families } from '../../../../src/app/exposition/families.ts';
import { processMetrics } from '../../../../src/app/exposition/process-metrics.ts';
import { parsePromql } from '../../../helpers/promql.ts';
import { alarms, dashboard, watched } from '../../../helpers/watch-files.ts';

/** What Prometheus adds to each sample. */
const ofTheScrape = ['job', 'instance'];

describe('deploy/grafana/logflow.json and deploy/prometheus/alarms.yaml', () => {
  it.each(watched)('$from: names and labels are those that are served', ({ expr }) => {
    const selectors = parsePromql(expr);
    expect(selectors).not.toEqual([]);
    for (const { metric, labels, ranged } of selectors) {
      const family = families.find(({ name }) => name === metric);
      if (!family) expect(processMetrics).toContain(metric);
      expect([...(family?.labels ?? []), ...ofTheScrape]).toEqual(expect.arrayContaining([...labels]));
      // A counter means something by its growth alone.
      expect(ranged).toBe(metric.endsWith('_total'));
    }
  });

  it('every metric of ours that an operator acts on is on the dashboard', () => {
    const shown = new Set(watched.flatMap(({ expr }) => parsePromql(expr)).map(({ metric }) => metric));
    const missing = families.map(({ name }) => name).filter((name) => !shown.has(name));
    expect(missing).toEqual([
      'logflow_phase',
      'logflow_oldest_object_start_timestamp_seconds',
      'logflow_objects_started_total',
      'logflow_after_objects_total',
      'logflow_objects_expected',
      'logflow_listing_objects',
    ]);
  });

  it('no two panels overlap, and none stands over the edge', () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it('each alarm has a name of its own, a severity, and says what to do', () => {
    expect(new Set(alarms.map(({ alert }) => alert)).size).toBe(alarms.length);
    for (const { alert, labels, annotations, for: wait = '0m' } of alarms) {
      expect(alert).toMatch(/^Logflow[A-Z]\w+$/);
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(wait).toMatch(/^\d+m$/);
      expect(Object.keys(annotations)).toEqual(['summary', 'description']);
    }
  });
});
