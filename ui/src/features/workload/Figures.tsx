// CPU, memory and GPUs of a workload over a period, with its limits.
import { Segmented } from 'antd';
import { ChartSpline } from 'lucide-react';
import { useSearchParams } from 'react-router';
import type { MetricsRange } from '../../api/generated/graphql';
import { clockWithSeconds, duration } from '../../format/time';
import { amount } from '../../format/units';
import { t } from '../../messages/en';
import { Chart } from '../../ui/Chart';
import { EmptyState } from '../../ui/EmptyState';
import { changed } from '../../ui/list-state';
import { seriesOf, type Point } from './figure-series';
import './figures.css';

export type Metrics = {
  points: readonly Point[];
  cpuLimit: number;
  memoryLimit: number;
  intervalSeconds: number;
};

type Period = keyof typeof words.periods;

const words = t.workload.metrics;
const PERIODS = Object.keys(words.periods) as Period[];
const RANGES: Record<Period, MetricsRange> = {
  '15m': 'quarter_hour',
  '1h': 'hour',
  '3h': 'three_hours',
  all: 'lifetime',
};

/** How often figures are asked for while somebody looks. They come all the time, so they are not announced. */
export const REFRESH_MS = 10_000;

function usePeriod() {
  const [params] = useSearchParams();
  return PERIODS.find((name) => name === params.get('period')) ?? '15m';
}

/** What the address asks for, as the API calls it. */
export const useRange = () => RANGES[usePeriod()];

type Props = { metrics: Metrics; ended: boolean; updatedAt: number };

export function Figures({ metrics, ended, updatedAt }: Props) {
  const [params, setParams] = useSearchParams();
  const period = usePeriod();
  const interval = words.interval(duration(metrics.intervalSeconds * 1000));
  return (
    <div className="panel-body">
      <div className="row wrap figures-bar">
        <Segmented<Period>
          aria-label={words.period}
          value={period}
          onChange={(next) => setParams(changed(params, { period: next }), { replace: true, preventScrollReset: true })}
          options={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
        />
        <span className="dim small num">
          {ended ? interval : `${interval}, ${words.updated(clockWithSeconds(updatedAt))}`}
        </span>
      </div>
      {metrics.points.length < 2 ? <TooFew metrics={metrics} ended={ended} /> : <Charts metrics={metrics} />}
    </div>
  );
}

function TooFew({ metrics: { intervalSeconds }, ended }: Pick<Props, 'metrics' | 'ended'>) {
  if (ended) return <EmptyState icon={ChartSpline} tone="idle" title={words.tooShort} text={words.tooShortText} />;
  return <EmptyState icon={ChartSpline} tone="idle" title={words.soon(duration(intervalSeconds * 2000))} />;
}

function Charts({ metrics: { points, cpuLimit, memoryLimit, intervalSeconds } }: { metrics: Metrics }) {
  const { times, cpu, memory, gpus } = seriesOf(points, intervalSeconds);
  const limit = (value: number, resource: 'cpu' | 'memory') =>
    value > 0 ? { value, label: words.limit(amount(value, resource)) } : undefined;
  return (
    <div className="grid two figures-grid">
      <Chart
        title={words.cpu}
        unit={t.common.cpu}
        times={times}
        series={[{ name: words.used, values: cpu }]}
        limit={limit(cpuLimit, 'cpu')}
        max={cpuLimit}
      />
      <Chart
        title={words.memory}
        unit="GiB"
        times={times}
        series={[{ name: words.used, values: memory }]}
        limit={limit(memoryLimit, 'memory')}
        max={memoryLimit}
      />
      {gpus.length > 0 && (
        <>
          <Chart
            title={words.gpu}
            unit="%"
            times={times}
            series={gpus.map(({ index, util }) => ({ name: words.device(index), values: util }))}
            max={100}
          />
          <Chart
            title={words.gpuMemory}
            unit="GiB"
            times={times}
            series={gpus.map(({ index, memory: used }) => ({ name: words.device(index), values: used }))}
            max={1}
          />
        </>
      )}
    </div>
  );
}
