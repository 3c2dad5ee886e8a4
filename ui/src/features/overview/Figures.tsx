// The four numbers on top: CPU, memory and GPU in use, and the queue.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { number } from '../../format/number';
import { quotaSentence } from '../../format/quota';
import { duration } from '../../format/time';
import { amount, type Resource } from '../../format/units';
import { t } from '../../messages/admin';
import '../../ui/QuotaBar.css';
import type { Overview } from './OverviewPage';
import { inUse } from './sums';

export function Figures({ overview }: { overview: Overview }) {
  return (
    <div className="grid four">
      {(['cpu', 'memory', 'gpu'] as const).map((resource) => (
        <InUse key={resource} resource={resource} {...inUse(overview.machines, resource)} />
      ))}
      <Queue overview={overview} />
    </div>
  );
}

function Figure({ label, value, unit, children }: { label: string; value: string; unit: string; children: ReactNode }) {
  return (
    <section className="panel figure">
      <h2>{label}</h2>
      <div className="figure-line num">
        <span className="figure-number">{value}</span>
        <span className="dim">{unit}</span>
      </div>
      {children}
    </section>
  );
}

function InUse({ resource, used, total }: { resource: Resource; used: number; total: number }) {
  const label = t.common[resource];
  if (total === 0) {
    return (
      <Figure label={label} value={t.common.none} unit={resource === 'gpu' ? t.overview.noGpu : ''}>
        {null}
      </Figure>
    );
  }
  const share = `${Math.min(1, used / total) * 100}%`;
  return (
    <Figure label={label} value={number(used)} unit={t.overview.ofInUse(amount(total, resource))}>
      <div className="bar" role="img" aria-label={quotaSentence(label, { resource, used, add: 0, limit: total })}>
        <i className="seg used" style={{ width: share }} />
      </div>
    </Figure>
  );
}

function Queue({ overview: { queued, longestWaitSeconds, running } }: { overview: Overview }) {
  const unit =
    longestWaitSeconds == null ? t.overview.waiting : t.overview.longest(duration(longestWaitSeconds * 1000));
  return (
    <Figure label={t.overview.queue} value={number(queued)} unit={unit}>
      <p className="small dim2">
        {t.overview.running(running)}{' '}
        <Link to={`/admin/notebooks${queued > 0 ? '?phase=Queued' : ''}`}>{t.overview.seeNotebooks}</Link>
      </p>
    </Figure>
  );
}
