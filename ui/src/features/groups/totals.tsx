// The last line of the list of groups: what all groups use of what is installed.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { exact } from '../../format/quota';
import { number } from '../../format/number';
import { t } from '../../messages/admin';

const TotalsDocument = graphql(`
  query GroupTotals {
    systemOverview {
      groups
      running
      machines {
        cpuTotal
        cpuUsed
        memoryTotal
        memoryUsed
        gpuTotal
        gpuUsed
      }
    }
  }
`);

/** Undefined until the server has answered; the list does not wait for it. */
export function useTotals() {
  const { data } = useQuery(apiQuery(TotalsDocument, {}, ['group', 'notebook']));
  if (!data) return undefined;
  const { groups, running, machines } = data.systemOverview;
  const sum = (key: keyof (typeof machines)[number]) => exact(machines.reduce((all, machine) => all + machine[key], 0));
  const line: Record<string, ReactNode> = {
    displayName: t.groups.allInstalled,
    running: number(running),
    projectQuotaCpu: <OfTotal used={sum('cpuUsed')} total={sum('cpuTotal')} />,
    projectQuotaMemory: <OfTotal used={sum('memoryUsed')} total={sum('memoryTotal')} />,
    projectQuotaGpu: <OfTotal used={sum('gpuUsed')} total={sum('gpuTotal')} />,
  };
  return { groups, running, line };
}

function OfTotal({ used, total }: { used: number; total: number }) {
  if (total === 0) return <span className="dim">{t.common.none}</span>;
  return (
    <>
      {number(used)} <span className="summary-total">{`${t.common.of} ${number(total)}`}</span>
    </>
  );
}
