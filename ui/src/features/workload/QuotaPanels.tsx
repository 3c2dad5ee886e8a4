// Beside a form that starts something: what the choice does to both quotas, and the folders that will be there.
import { Folder, HardDrive } from 'lucide-react';
import type { Amounts, Resource } from '../../format/units';
import { t } from '../../messages/en';
import { Panel } from '../../ui/Panel';
import { QuotaBar } from '../../ui/QuotaBar';
import type { Quota } from './options';

const resources: Resource[] = ['cpu', 'memory', 'gpu'];

export function QuotaPanels({ options, add }: { options: { userQuota: Quota; groupQuota: Quota }; add?: Amounts }) {
  return (
    <>
      <QuotaPanel title={add ? t.workload.yourQuotaAfter : t.home.yourQuota} quota={options.userQuota} add={add} />
      <QuotaPanel title={add ? t.workload.groupQuotaAfter : t.home.groupQuota} quota={options.groupQuota} add={add} />
    </>
  );
}

function QuotaPanel({ title, quota, add }: { title: string; quota: Quota; add?: Amounts }) {
  return (
    <Panel title={title}>
      <div className="quotas vertical">
        {resources.map((resource) => {
          const { used, limit } = quota[resource];
          return <QuotaBar key={resource} resource={resource} used={used} limit={limit} add={add?.[resource]} />;
        })}
      </div>
    </Panel>
  );
}

type Mount = { path: string; title: string; detail: string; writable: boolean };

export function MountsPanel({ mounts }: { mounts: readonly Mount[] }) {
  if (mounts.length === 0) return null;
  return (
    <Panel title={t.workload.mounts} flush>
      <ul className="rows mounts">
        {mounts.map(({ path, title, detail, writable }) => {
          const Icon = writable ? HardDrive : Folder;
          return (
            <li key={path}>
              <Icon size={15} color="var(--ph-text-3)" aria-hidden />
              <span className="cell2 grow">
                <span className="mono trunc" title={path}>
                  {path}
                </span>
                <span className="sub">{[title !== path && title, detail].filter(Boolean).join(' · ')}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
