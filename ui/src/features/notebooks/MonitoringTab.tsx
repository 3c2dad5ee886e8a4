// CPU and memory of the running notebook.
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { ChartSpline } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { useNow } from '../../api/clock';
import type { NotebookMetricsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { duration } from '../../format/time';
import { amount } from '../../format/units';
import { t } from '../../messages/en';
import { Chart } from '../../ui/Chart';
import { EmptyState } from '../../ui/EmptyState';
import { changed } from '../../ui/list-state';
import { PanelState } from '../../ui/PanelState';
import { seriesOf } from './metric-series';
import './notebook.css';

const MetricsDocument = graphql(`
  query NotebookMetrics($id: ID!) {
    notebook(id: $id) {
      id
      metrics {
        intervalSeconds
        cpuLimit
        memoryLimit
        points {
          at
          cpu
          memory
        }
      }
    }
  }
`);

const REFRESH_MS = 10_000;

type Metrics = NonNullable<NotebookMetricsQuery['notebook']>['metrics'];
type Period = keyof typeof t.notebooks.metrics.periods;

const minutes: Record<Period, number> = { '15m': 15, '1h': 60, '3h': 180, all: Infinity };
const words = t.notebooks.metrics;

export function MonitoringTab({ id }: { id: string }) {
  // Figures come all the time, so they are asked for rather than announced; only while somebody looks.
  const query = useQuery({ ...apiQuery(MetricsDocument, { id }, []), refetchInterval: REFRESH_MS });
  return (
    <PanelState query={query} what={words.the} height={320}>
      {({ notebook }) => notebook && <Charts metrics={notebook.metrics} />}
    </PanelState>
  );
}

function Charts({ metrics: { points, cpuLimit, memoryLimit, intervalSeconds } }: { metrics: Metrics }) {
  const [params, setParams] = useSearchParams();
  const period = (Object.keys(minutes) as Period[]).find((name) => name === params.get('period')) ?? '15m';
  const now = useNow(10);
  if (points.length < 2) {
    return <EmptyState icon={ChartSpline} tone="idle" title={words.soon(duration(intervalSeconds * 2000))} />;
  }
  const from = now - minutes[period] * 60_000;
  const { times, cpu, memory } = seriesOf(points, from, intervalSeconds);
  return (
    <div className="panel-body">
      <div className="row wrap metrics-bar">
        <Segmented<Period>
          aria-label={words.period}
          value={period}
          onChange={(next) => setParams(changed(params, { period: next }), { replace: true, preventScrollReset: true })}
          options={(Object.keys(minutes) as Period[]).map((value) => ({ value, label: words.periods[value] }))}
        />
        <span className="dim small num">{words.interval(duration(intervalSeconds * 1000))}</span>
      </div>
      <div className="grid two metrics-grid">
        <Chart
          title={words.cpu(amount(cpuLimit, 'cpu'))}
          unit={t.common.cpu}
          times={times}
          series={[{ name: words.used, values: cpu }]}
          max={cpuLimit}
        />
        <Chart
          title={words.memory}
          unit="GiB"
          times={times}
          series={[{ name: words.used, values: memory }]}
          limit={
            memoryLimit > 0 ? { value: memoryLimit, label: words.limit(amount(memoryLimit, 'memory')) } : undefined
          }
          max={memoryLimit}
        />
      </div>
    </div>
  );
}
