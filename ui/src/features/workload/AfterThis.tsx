// On phones: the reader's quota after the launch in one line, since the bars are far above the button.
import { Fragment } from 'react';
import { number } from '../../format/number';
import { exact, quotaTone } from '../../format/quota';
import { unitOf, type Amounts, type Resource } from '../../format/units';
import { t } from '../../messages/en';
import type { Quota } from './options';

const resources: Resource[] = ['cpu', 'memory', 'gpu'];

export function AfterThis({ quota, add }: { quota: Quota; add: Amounts }) {
  const limited = resources.filter(
    (resource) => quota[resource].limit !== null && (quota[resource].limit !== 0 || add[resource] > 0),
  );
  if (limited.length === 0) return null;
  return (
    <>
      {t.workload.afterThis}{' '}
      {limited.map((resource, i) => {
        const { used, limit } = quota[resource];
        const tone = quotaTone({ resource, used, add: add[resource], limit });
        return (
          <Fragment key={resource}>
            {i > 0 && ', '}
            <span className={tone === 'over' ? 't-bad' : tone === 'full' ? 't-warn' : undefined}>
              {number(exact(used + add[resource]))} {t.common.of} {number(limit ?? 0)} {unitOf[resource]}
            </span>
          </Fragment>
        );
      })}
    </>
  );
}
