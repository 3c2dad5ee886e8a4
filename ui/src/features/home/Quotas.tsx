// The two quota panels: one's own in the group, and the whole group's split by kind of workload.
import { t } from '../../messages/en';
import { usePhone } from '../../ui/media';
import { Panel } from '../../ui/Panel';
import { QuotaBar } from '../../ui/QuotaBar';
import type { Resource } from '../../format/units';
import type { HomeGroup } from './HomePage';

const resources: Resource[] = ['cpu', 'memory', 'gpu'];

/** In the order of the chart colours, which have a fixed meaning. */
const kinds = ['notebook', 'job', 'deployment', 'app', 'build'] as const;

export function Quotas({ group: { userQuota, groupQuota, usageByKind } }: { group: HomeGroup }) {
  const phone = usePhone();
  const parts = (resource: Resource) =>
    kinds.map((kind) => usageByKind.find((use) => use.kind === kind)?.[resource] ?? 0);
  const keys = <Keys used={usageByKind.map(({ kind }) => kind)} />;
  return (
    <div className="grid two">
      <Panel title={t.home.yourQuota} sub={t.home.inThisGroup}>
        <div className="quotas">
          {resources.map((resource) => {
            const { used, limit } = userQuota[resource];
            return <QuotaBar key={resource} resource={resource} used={used} limit={limit ?? null} />;
          })}
        </div>
      </Panel>
      <Panel title={t.home.groupQuota} extra={!phone && keys}>
        <div className="quotas">
          {resources.map((resource) => {
            const { used, limit } = groupQuota[resource];
            return (
              <QuotaBar key={resource} resource={resource} used={used} limit={limit ?? null} parts={parts(resource)} />
            );
          })}
        </div>
        {phone && keys}
      </Panel>
    </div>
  );
}

/** Only kinds that are in use, so that nobody looks for what does not exist. */
function Keys({ used }: { used: string[] }) {
  const shown = kinds
    .map((kind, i) => ({ kind, color: `var(--ph-chart-${i + 1})` }))
    .filter(({ kind }) => used.includes(kind));
  if (shown.length === 0) return null;
  return (
    <div className="quota-keys">
      {shown.map(({ kind, color }) => (
        <span key={kind}>
          <i style={{ background: color }} />
          {t.home.kindKeys[kind]}
        </span>
      ))}
    </div>
  );
}
