import { createMetrics, operationLabel } from '../../src/telemetry/metrics';

it('counts operations by a hash of their name, calls by source, part and state', async () => {
  const metrics = createMetrics({ process: false });
  metrics.operation('CustomerCard', 'ok', 12);
  metrics.operation(undefined, 'failed', 12);
  metrics.upstreamCall('crm', 'PROFILE', 'TIMEOUT', 900);
  metrics.batch('crm', 'PROFILE', 50);
  metrics.cache('crm', 'PROFILE', true);
  const text = await metrics.text();
  expect(text).toContain(
    `onefold_graphql_operation_seconds_count{operation="${operationLabel('CustomerCard')}",outcome="ok"} 1`,
  );
  expect(text).toContain('onefold_graphql_operation_seconds_count{operation="anonymous",outcome="failed"} 1');
  expect(text).toContain('onefold_upstream_call_seconds_count{source="crm",part="PROFILE",state="TIMEOUT"} 1');
  expect(text).toContain('onefold_upstream_batch_keys_sum{source="crm",part="PROFILE"} 50');
  expect(text).toContain('onefold_cache_reads_total{source="crm",part="PROFILE",result="hit"} 1');
  expect(text).not.toContain('CustomerCard');
});

it('does not grow with the names that callers invent', async () => {
  const metrics = createMetrics({ process: false });
  for (let i = 0; i < 500; i += 1) metrics.operation(`Q${i}`, 'ok', 1);
  const labels = new Set((await metrics.text()).match(/operation="[^"]+"/g));
  expect(labels.size).toBe(201);
  expect(labels).toContain('operation="other"');
});
