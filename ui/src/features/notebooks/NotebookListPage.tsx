// One's notebooks in the group: what each does now and the action that comes next.
import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { NotebookText, Plus, SearchX } from 'lucide-react';
import type { NotebookListQuery, NotebookPhase } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState, type ListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { Pager } from '../../ui/Pager';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import { NotebookRow } from './NotebookRow';

const ListDocument = graphql(`
  query NotebookList($groupId: ID!, $search: String, $phase: NotebookPhase, $page: Int!, $pageSize: Int!) {
    notebooksConnection(
      where: { groupId: $groupId, mine: true, search: $search, phase: $phase }
      page: $page
      pageSize: $pageSize
    ) {
      totalCount
      countByPhase {
        phase
        count
      }
      nodes {
        id
        name
        phase
        reason
        startedAt
        stoppedAt
        openUrl
        settings {
          instanceType
          image
        }
        instanceType {
          cpuLimit
          memoryLimit
          gpuLimit
        }
        image {
          displayName
        }
        idleness {
          keptAliveBy {
            text
          }
          idleSince
          stopsAt
          warning
          extendedUntil
        }
        launch {
          requestedAt
          estimateSeconds
          queuePosition
          stages {
            name
            state
            percent
          }
          failure {
            message
          }
        }
      }
    }
  }
`);

export type NotebookItem = NotebookListQuery['notebooksConnection']['nodes'][number];

type Counts = NotebookListQuery['notebooksConnection']['countByPhase'];

const PAGE_SIZE = 10;
const phases: NotebookPhase[] = ['Running', 'Queued', 'Starting', 'Stopping', 'Stopped', 'Failed'];

export function NotebookListPage() {
  const group = useGroup();
  const list = useListState(['phase']);
  const phase = phases.find((name) => name === list.filter('phase'));
  const variables = { groupId: group.id, search: list.keyword, phase, page: list.page, pageSize: PAGE_SIZE };
  const query = useQuery({ ...apiQuery(ListDocument, variables, ['notebook']), placeholderData: keepPreviousData });
  const newNotebook = (
    <LinkButton to={groupPath(group, 'notebooks/new')} type="primary" icon={<Plus size={15} />}>
      {t.notebooks.newNotebook}
    </LinkButton>
  );
  usePage(t.notebooks.title, group.displayName);
  return (
    <>
      <PageHead title={t.notebooks.title} sub={t.notebooks.sub} actions={newNotebook} />
      <Panel flush>
        <div className="toolbar">
          <SearchInput value={list.keyword} onChange={list.setKeyword} placeholder={t.notebooks.search} />
          <PhaseFilter counts={query.data?.notebooksConnection.countByPhase ?? []} phase={phase} list={list} />
        </div>
        <PanelState query={query} what={t.notebooks.the} height={320}>
          {({ notebooksConnection: { nodes, totalCount } }) =>
            totalCount === 0 ? (
              <Nothing list={list} phase={phase} action={newNotebook} />
            ) : (
              <div style={{ opacity: query.isPlaceholderData ? 0.7 : undefined }}>
                <ul aria-label={t.notebooks.title}>
                  {nodes.map((notebook) => (
                    <NotebookRow key={notebook.id} notebook={notebook} />
                  ))}
                </ul>
                {totalCount > PAGE_SIZE && (
                  <Pager
                    page={list.page}
                    pageSize={PAGE_SIZE}
                    total={totalCount}
                    totalText={t.notebooks.count(totalCount)}
                    onPage={list.setPage}
                  />
                )}
              </div>
            )
          }
        </PanelState>
      </Panel>
    </>
  );
}

/** Only phases that occur, with how many there are. */
function PhaseFilter({ counts, phase, list }: { counts: Counts; phase?: NotebookPhase; list: ListState }) {
  const count = (name: NotebookPhase) => counts.find((entry) => entry.phase === name)?.count ?? 0;
  const all = counts.reduce((sum, entry) => sum + entry.count, 0);
  const shown = phases.filter((name) => count(name) > 0 || name === phase);
  return (
    <Segmented
      aria-label={t.notebooks.filter}
      value={phase ?? 'all'}
      onChange={(value) => list.setFilter('phase', value === 'all' ? undefined : value)}
      options={[
        { value: 'all', label: `${t.notebooks.all} ${all}` },
        ...shown.map((name) => ({ value: name, label: `${t.notebooks.phase[name]} ${count(name)}` })),
      ]}
    />
  );
}

function Nothing({ list, phase, action }: { list: ListState; phase?: NotebookPhase; action: ReactNode }) {
  if (list.narrowed === 0) {
    return (
      <EmptyState icon={NotebookText} title={t.notebooks.emptyTitle} text={t.notebooks.emptyText} action={action} />
    );
  }
  const what = [list.keyword && `“${list.keyword}”`, phase && t.notebooks.phase[phase].toLowerCase()];
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.notebooks.noMatch(what.filter(Boolean).join(', '))}
      action={
        <Button size="small" onClick={list.clear}>
          {t.common.clearSearch}
        </Button>
      }
    />
  );
}
