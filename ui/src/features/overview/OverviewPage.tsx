// How the whole installation does: what is in use, what waits, whether every part works, and what failed.
import { useQuery } from '@tanstack/react-query';
import type { SystemOverviewQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { Chart } from '../../ui/Chart';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { Figures } from './Figures';
import { LastFailures } from './LastFailures';
import { Machines } from './Machines';
import { Parts } from './Parts';
import { Warnings } from './Warnings';
import './overview.css';

const OverviewDocument = graphql(`
  query SystemOverview {
    systemOverview {
      version
      startedAt
      users
      groups
      running
      queued
      longestWaitSeconds
      machines {
        name
        state
        cpuTotal
        cpuUsed
        memoryTotal
        memoryUsed
        gpuTotal
        gpuUsed
        diskTotalBytes
        diskUsedBytes
      }
      parts {
        name
        detail
        state
        latencyMs
        nextStep
      }
      warnings {
        name
        detail
        state
        nextStep
      }
      failures {
        code
        title
        objectName
        at
        count
      }
      usage {
        at
        cpu
        memory
        gpu
      }
    }
  }
`);

const REFRESH_MS = 15_000;

export type Overview = SystemOverviewQuery['systemOverview'];

export function OverviewPage() {
  usePage(t.overview.title, t.shell.administration);
  const query = useQuery({
    ...apiQuery(OverviewDocument, {}, ['notebook', 'group', 'user', 'system']),
    // Health of machines and parts changes without anybody changing an object.
    refetchInterval: REFRESH_MS,
  });
  const overview = query.data?.systemOverview;
  return (
    <>
      <PageHead title={t.overview.title} sub={overview ? summary(overview) : t.settings.sub} />
      {overview ? (
        <Loaded overview={overview} />
      ) : (
        <Panel>
          <PanelState query={query} what={t.overview.the} height={640}>
            {() => null}
          </PanelState>
        </Panel>
      )}
    </>
  );
}

function summary({ parts, warnings, users, groups }: Overview): string {
  const down = parts.filter(({ state }) => state === 'bad').length;
  return [
    down === 0 ? t.overview.up : t.overview.down(down),
    warnings.length > 0 ? t.overview.warnings(warnings.length) : t.overview.noWarnings,
    t.overview.people(users, groups),
  ].join(' ');
}

function Loaded({ overview }: { overview: Overview }) {
  return (
    <div className="stack">
      <Warnings warnings={overview.warnings} />
      <Figures overview={overview} />
      <div className="grid with-aside">
        <div className="stack">
          <Usage points={overview.usage} hasGpu={overview.machines.some(({ gpuTotal }) => gpuTotal > 0)} />
          <Machines machines={overview.machines} />
        </div>
        <div className="stack">
          <Parts parts={overview.parts} version={overview.version} startedAt={overview.startedAt} />
          <LastFailures failures={overview.failures} />
        </div>
      </div>
    </div>
  );
}

function Usage({ points, hasGpu }: { points: Overview['usage']; hasGpu: boolean }) {
  const resources = hasGpu ? (['cpu', 'memory', 'gpu'] as const) : (['cpu', 'memory'] as const);
  return (
    <Panel title={t.overview.usageTitle}>
      {points.length < 2 ? (
        <p className="dim chart-empty">{t.overview.firstValues}</p>
      ) : (
        <Chart
          title={t.overview.usageSub}
          times={points.map(({ at }) => Date.parse(at) / 1000)}
          series={resources.map((resource) => ({
            name: t.common[resource],
            values: points.map((point) => Math.round(point[resource])),
          }))}
          unit="%"
          max={100}
        />
      )}
    </Panel>
  );
}
