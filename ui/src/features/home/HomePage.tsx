// A group at a glance: what it and the reader may use, what runs now, and the shortest ways to work.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { HomeQuery } from '../../api/generated/graphql';
import { graphql, withFragments } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { list } from '../../messages/plural';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { LinkButton } from '../../ui/LinkButton';
import { PageHead } from '../../ui/PageHead';
import { PanelState } from '../../ui/PanelState';
import { QuotaFields } from '../workload/fields';
import { FirstSteps } from './FirstSteps';
import { InUse } from './InUse';
import { Quotas } from './Quotas';
import { RecentJobs } from './RecentJobs';
import { StartWith } from './StartWith';

const HomeDocument = withFragments(
  graphql(`
    query Home($groupId: ID!, $jobsOf: String!) {
      group(where: { id: $groupId }) {
        id
        userQuota {
          ...QuotaFields
        }
        groupQuota {
          ...QuotaFields
        }
        usageByKind {
          kind
          cpu
          memory
          gpu
        }
        workloads {
          id
          kind
          name
          userName
          instanceType
          cpu
          memory
          gpu
          phase
          since
        }
      }
      phJobsConnection(where: { groupId_in: [$jobsOf] }, pageSize: 4) {
        edges {
          node {
            id
            displayName
            phase
            createTime
            finishTime
          }
        }
      }
    }
  `),
  QuotaFields,
);

export type HomeGroup = NonNullable<HomeQuery['group']>;
export type HomeJob = NonNullable<HomeQuery['phJobsConnection']['edges'][number]>['node'];
export type HomeWorkload = HomeGroup['workloads'][number];

export function HomePage() {
  const group = useGroup();
  const query = useQuery(apiQuery(HomeDocument, { groupId: group.id, jobsOf: group.id }, ['group', 'notebook', 'job']));
  const workloads = query.data?.group?.workloads;
  usePage(t.home.title, group.displayName);
  return (
    <>
      <PageHead
        title={group.displayName}
        sub={workloads ? whatRuns(workloads) : '\u00a0'}
        actions={
          workloads &&
          workloads.length > 0 && (
            <>
              <LinkButton to={groupPath(group, 'jobs/new')} icon={<Plus size={15} />}>
                {t.home.newJob}
              </LinkButton>
              <LinkButton to={groupPath(group, 'notebooks/new')} type="primary" icon={<Plus size={15} />}>
                {t.home.newNotebook}
              </LinkButton>
            </>
          )
        }
      />
      <PanelState query={query} what={t.home.theGroup} height={560}>
        {({ group: data, phJobsConnection: { edges } }) => data && <Content data={data} jobs={nodes(edges)} />}
      </PanelState>
    </>
  );
}

function Content({ data, jobs }: { data: HomeGroup; jobs: HomeJob[] }) {
  const empty = data.workloads.length === 0;
  return (
    <div className="stack">
      <Quotas group={data} />
      {empty ? (
        <FirstSteps jobs={jobs} />
      ) : (
        <div className="grid with-aside">
          <InUse workloads={data.workloads} />
          <div className="stack">
            <RecentJobs jobs={jobs} />
            <StartWith />
          </div>
        </div>
      )}
    </div>
  );
}

/** "6 workloads running, 1 starting and 3 queued". */
function whatRuns(workloads: HomeWorkload[]): string {
  if (workloads.length === 0) return t.home.nothingRuns;
  const count = (...phases: HomeWorkload['phase'][]) => workloads.filter(({ phase }) => phases.includes(phase)).length;
  const parts: [number, (count: number) => string][] = [
    [count('Running', 'Stopping'), t.home.running],
    [count('Starting'), t.home.starting],
    [count('Queued'), t.home.queued],
  ];
  return list(parts.filter(([number]) => number > 0).map(([number, words]) => words(number)));
}
