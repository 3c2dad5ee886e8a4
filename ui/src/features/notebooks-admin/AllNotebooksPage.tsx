// Every notebook of everybody: who runs what where, and stopping it.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { NotebookText } from 'lucide-react';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { useListState, type ListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { AskFirst, type Asked } from './AskFirst';
import { ChosenNotebooks } from './ChosenNotebooks';
import { columns, type Row } from './columns';
import { GroupFilter } from './GroupFilter';
import { PhaseFilter } from './PhaseFilter';
import { PHASES } from './phase';

const ListDocument = graphql(`
  query AllNotebooks($where: NotebookWhere, $page: Int!, $pageSize: Int!, $orderBy: String) {
    notebooksConnection(where: $where, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
      totalCount
      countByPhase {
        phase
        count
      }
      nodes {
        id
        name
        userId
        userName
        phase
        reason
        lastActivityAt
        connections
        openUrl
        group {
          id
          name
          displayName
        }
        settings {
          instanceType
          image
        }
        image {
          name
          displayName
        }
        instanceType {
          cpuLimit
          memoryLimit
          gpuLimit
        }
      }
    }
  }
`);

export function AllNotebooksPage() {
  usePage(t.notebooksAdmin.title, t.shell.administration);
  const list = inOneDirection(useListState(['phase', 'group']));
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const [asked, setAsked] = useState<Asked>();
  const phase = PHASES.find((one) => one === list.filter('phase'));
  const where = { search: list.keyword, phase, groupId: list.filter('group') };
  const query = useQuery({
    ...apiQuery(ListDocument, { where, page: list.page, pageSize: PAGE_SIZE, orderBy: list.order?.column }, [
      'notebook',
    ]),
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.notebooksConnection.nodes ?? [];
  const choose = (keys: ReadonlySet<string>) => {
    // Rows of other pages stay chosen, though only their last known state is at hand.
    const known = new Map([...chosen, ...rows.map((row) => [row.id, row] as const)]);
    setChosen(new Map([...keys].flatMap((key) => (known.has(key) ? [[key, known.get(key)!] as const] : []))));
  };
  return (
    <>
      <PageHead title={t.notebooksAdmin.title} sub={t.notebooksAdmin.sub} />
      <ListPanel
        query={query}
        list={list}
        read={({ notebooksConnection: { nodes, totalCount } }) => ({ rows: nodes, total: totalCount })}
        texts={t.notebooksAdmin}
        filters={
          <>
            <GroupFilter list={list} />
            <PhaseFilter list={list} phase={phase} counts={query.data?.notebooksConnection.countByPhase ?? []} />
          </>
        }
        selectionBar={
          chosen.size > 0 && <ChosenNotebooks notebooks={[...chosen.values()]} clear={() => setChosen(new Map())} />
        }
        empty={<EmptyState icon={NotebookText} title={t.notebooksAdmin.emptyTitle} text={t.notebooksAdmin.emptyText} />}
        table={{
          label: t.notebooksAdmin.title,
          columns: columns(setAsked),
          rowKey: (row) => row.id,
          rowName: (row) => `${row.name}, ${row.userName}`,
          selection: { keys: new Set(chosen.keys()), onChange: choose },
        }}
      />
      <AskFirst asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

/** The server knows one direction a column: names from A on, activity from the newest on. */
function inOneDirection(list: ListState): ListState {
  return {
    ...list,
    setOrder: (order) => list.setOrder(order && { ...order, direction: order.column === 'activity' ? 'desc' : 'asc' }),
  };
}
