// What happened to one object, newest first.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { EmptyState } from '../../ui/EmptyState';
import { useListState } from '../../ui/list-state';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { historyColumns } from './columns';
import { AUDITED, AuditDocument, type Entry } from './entries';
import { EntryDrawer } from './EntryDrawer';

export function History({ objectKind, objectId }: { objectKind: string; objectId: string }) {
  const list = useListState();
  const { keyword, page } = list;
  const [shown, setShown] = useState<Entry>();
  const where = { objectKind, objectId, search: keyword };
  const query = useQuery({
    ...apiQuery(AuditDocument, { where, page, pageSize: PAGE_SIZE }, [...AUDITED]),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return (
    <>
      <ListPanel
        query={query}
        list={list}
        read={({ auditConnection: { nodes, totalCount } }) => ({ rows: nodes, total: totalCount })}
        texts={t.audit}
        empty={<EmptyState icon={ScrollText} title={t.audit.emptyTitle} text={t.audit.emptyText} />}
        table={{
          label: t.admin.history,
          columns: historyColumns(setShown),
          rowKey: ({ id }) => id,
          rowName: ({ action }) => t.audit.actionName(action),
        }}
      />
      <EntryDrawer entry={shown} onClose={() => setShown(undefined)} />
    </>
  );
}
