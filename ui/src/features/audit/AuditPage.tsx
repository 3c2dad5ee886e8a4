// The audit log: every change and every refusal, newest first, filtered by the server.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { serverNow } from '../../api/clock';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { useListState, type ListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { FilterSelect } from '../../ui/FilterSelect';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { ActorFilter } from './ActorFilter';
import { auditColumns } from './columns';
import { AUDITED, AuditDocument, type Entry } from './entries';
import { EntryDrawer } from './EntryDrawer';

const FILTERS = ['actor', 'action', 'kind', 'result', 'period'];
const DAYS = { day: 1, week: 7, month: 30 } as const;
type Period = keyof typeof DAYS;

export function AuditPage() {
  usePage(t.audit.title, t.shell.administration);
  const list = useListState(FILTERS);
  const [shown, setShown] = useState<Entry>();
  const query = useQuery({
    ...apiQuery(AuditDocument, { where: useWhere(list), page: list.page, pageSize: PAGE_SIZE }, [...AUDITED]),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const actions = query.data?.auditConnection.actions ?? [];
  return (
    <>
      <PageHead title={t.audit.title} sub={t.audit.sub} />
      <ListPanel
        query={query}
        list={list}
        read={({ auditConnection: { nodes, totalCount } }) => ({ rows: nodes, total: totalCount })}
        texts={t.audit}
        filters={<Filters list={list} actions={actions} />}
        empty={<EmptyState icon={ScrollText} title={t.audit.emptyTitle} text={t.audit.emptyText} />}
        table={{
          label: t.audit.title,
          columns: auditColumns(setShown),
          rowKey: ({ id }) => id,
          rowName: ({ action }) => t.audit.actionName(action),
        }}
      />
      <EntryDrawer entry={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

/** The start of a period is fixed to the hour, so that a page that is drawn again asks for the same thing. */
function useWhere(list: ListState) {
  const HOUR = 60 * 60 * 1000;
  const [now] = useState(() => Math.floor(serverNow() / HOUR) * HOUR);
  const days = DAYS[list.filter('period') as Period];
  return {
    search: list.keyword,
    actor: list.filter('actor'),
    action: list.filter('action'),
    objectKind: list.filter('kind'),
    result: list.filter('result'),
    from: days ? new Date(now - days * 24 * HOUR).toISOString() : undefined,
  };
}

function Filters({ list, actions }: { list: ListState; actions: readonly string[] }) {
  return (
    <>
      <ActorFilter list={list} />
      <FilterSelect
        list={list}
        name="action"
        label={t.audit.action}
        width={168}
        options={actions.map((action) => ({ value: action, label: t.audit.actionName(action) }))}
      />
      <FilterSelect
        list={list}
        name="kind"
        label={t.audit.kind}
        width={148}
        options={t.audit.allKinds.map((kind) => ({ value: kind, label: t.audit.kindName(kind) }))}
      />
      <FilterSelect
        list={list}
        name="result"
        label={t.audit.result}
        width={136}
        options={[
          { value: 'ok', label: t.audit.ok },
          { value: 'refused', label: t.audit.refused },
        ]}
      />
      <FilterSelect
        list={list}
        name="period"
        label={t.audit.period}
        width={136}
        options={Object.entries(t.audit.periods).map(([value, label]) => ({ value, label }))}
      />
    </>
  );
}
