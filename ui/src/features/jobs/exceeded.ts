// Which quotas a job would exceed if it started now, and who uses them. It may be queued all the same.
import type { ExceededLimit, QuotaHolder } from '../../api/errors';
import { exact } from '../../format/quota';
import type { Amounts, Resource } from '../../format/units';
import type { Quota } from '../workload/options';

type Holder = QuotaHolder & { phase: string };

type Situation = {
  userQuota: Quota;
  groupQuota: Quota;
  /** Everything of the group; what waits holds nothing. */
  workloads: readonly Holder[];
  username: string;
};

// GPUs first: they are what is rare.
const RESOURCES: Resource[] = ['gpu', 'cpu', 'memory'];

export function exceeded(add: Amounts, { userQuota, groupQuota, workloads, username }: Situation): ExceededLimit[] {
  const running = workloads.filter(({ phase }) => phase !== 'Queued');
  const over = (whose: 'user' | 'group', quota: Quota, holders: readonly Holder[]): ExceededLimit[] =>
    RESOURCES.flatMap((resource) => {
      const { used, limit } = quota[resource];
      const requested = add[resource];
      if (limit === null || requested === 0 || exact(used + requested) <= limit) return [];
      const by = holders.filter((holder) => holder[resource] > 0).sort((a, b) => b[resource] - a[resource]);
      return [{ whose, resource, limit, used, requested, by: by.slice(0, MOST_NAMED) }];
    });
  return [
    ...over(
      'user',
      userQuota,
      running.filter(({ userName }) => userName === username),
    ),
    ...over('group', groupQuota, running),
  ];
}

const MOST_NAMED = 4;
