// The jobs of the group: what each does now and why, and what can be done with it.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListChecks, Plus } from 'lucide-react';
import { useNow } from '../../api/clock';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { useHeldRows } from '../../ui/held-rows';
import { LinkButton } from '../../ui/LinkButton';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { useListState, type ListState } from '../../ui/list-state';
import { LiveDot } from '../../ui/LiveDot';
import { PageHead } from '../../ui/PageHead';
import { ChosenJobs } from './ChosenJobs';
import { columns } from './columns';
import { JobDialogs, type Asked } from './JobDialogs';
import { JobFilters } from './JobFilters';
import { FILTERS, listQuery, NEWEST_FIRST, rowsOf, type JobRow } from './job-list';
import { JobsTabs } from './JobsTabs';
import { PHASES } from './phase';
import { PhoneRow } from './PhoneRow';

const HOUR_SECONDS = 3600;

export function JobListPage() {
  const group = useGroup();
  const list = useListState(FILTERS, NEWEST_FIRST);
  const [asked, setAsked] = useState<Asked>();
  const [chosen, setChosen] = useState<ReadonlyMap<string, JobRow>>(new Map());
  const holds = list.page === 1 && list.order?.column === 'createTime' && list.order.direction === 'desc';
  // While rows are held in place, those that newer ones push down are needed as well.
  const pageSize = holds ? 2 * PAGE_SIZE : PAGE_SIZE;
  const query = useQuery({
    ...listQuery(list, group.id, pageSize, useNow(HOUR_SECONDS)),
    placeholderData: keepPreviousData,
  });
  const total = query.data?.phJobsConnection.totalCount ?? 0;
  const held = useHeldRows(rowsOf(query.data), total, PAGE_SIZE, holdKey(list, holds && !query.isPlaceholderData));
  const newJob = (
    <LinkButton to={groupPath(group, 'jobs/new')} type="primary" icon={<Plus size={15} />}>
      {t.jobs.newJob}
    </LinkButton>
  );
  const choose = (keys: ReadonlySet<string>) => {
    const known = new Map([...chosen, ...held.rows.map((row) => [row.id, row] as const)]);
    setChosen(new Map([...known].filter(([id]) => keys.has(id))));
  };
  usePage(t.jobs.title, group.displayName);
  return (
    <>
      <PageHead title={t.jobs.title} sub={t.jobs.sub} actions={newJob} />
      <JobsTabs />
      <ListPanel
        query={query}
        list={list}
        read={() => ({ rows: held.rows, total })}
        texts={{ ...t.jobs, noMatch: () => t.jobs.noMatch(narrowedTo(list)) }}
        filters={<JobFilters list={list} counts={query.data?.phJobsConnection.countByPhase ?? []} rows={held.rows} />}
        mark={<LiveDot />}
        selectionBar={chosen.size > 0 && <ChosenJobs jobs={[...chosen.values()]} clear={() => setChosen(new Map())} />}
        banner={
          <div role="status">
            {held.arrived > 0 && (
              <button type="button" className="plain-button arrived" onClick={held.show}>
                {t.jobs.arrived(held.arrived)}
              </button>
            )}
          </div>
        }
        empty={<EmptyState icon={ListChecks} title={t.jobs.emptyTitle} text={t.jobs.emptyText} action={newJob} />}
        table={{
          label: t.jobs.title,
          columns: columns(group, setAsked),
          rowKey: ({ id }) => id,
          rowName: ({ displayName, id }) => displayName ?? id,
          rowTo: ({ id }) => groupPath(group, `jobs/${id}`),
          selection: { keys: new Set(chosen.keys()), onChange: choose },
        }}
        phoneRow={(job) => <PhoneRow job={job} ask={setAsked} />}
      />
      <JobDialogs asked={asked} close={() => setAsked(undefined)} />
    </>
  );
}

/** What the search and the filters ask for, in words: “resnet”, failed. */
function narrowedTo(list: ListState): string {
  const phase = PHASES.find((name) => name === list.filter('phase'));
  const words = [list.keyword && `“${list.keyword}”`, phase && t.jobs.phase[phase].toLowerCase()];
  return words.filter(Boolean).join(', ');
}

/** Everything that makes it another list; undefined where nothing is held. */
const holdKey = (list: ListState, holds: boolean) =>
  holds ? [list.keyword, ...FILTERS.map((name) => list.filter(name) ?? '')].join('\n') : undefined;
