// The panel of a list page: search and filters, the table, its foot, and what is shown when there is nothing.
import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { SearchX } from 'lucide-react';
import { t } from '../../messages/admin';
import { DataTable, type TableProps } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import type { ListState } from '../../ui/list-state';
import { Pager } from '../../ui/Pager';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import './list.css';

export const PAGE_SIZE = 10;

type Texts = {
  /** "The groups", for the error. */
  the: string;
  search: string;
  count: (total: number) => string;
  noMatch: (keyword: string) => string;
};

type Props<D, R> = {
  query: UseQueryResult<D>;
  list: ListState;
  read: (data: D) => { rows: R[]; total: number };
  texts: Texts;
  filters?: ReactNode;
  /** Between the toolbar and the table, when rows are chosen. */
  selectionBar?: ReactNode;
  empty: ReactNode;
  table: Omit<TableProps<R>, 'rows' | 'order' | 'onOrder' | 'stale'>;
};

export function ListPanel<D, R>({ query, list, read, texts, filters, selectionBar, empty, table }: Props<D, R>) {
  return (
    <Panel flush>
      <div className="toolbar">
        <SearchInput value={list.keyword} onChange={list.setKeyword} placeholder={texts.search} />
        {filters}
      </div>
      {selectionBar}
      <PanelState query={query} what={texts.the} height={560}>
        {(data) => {
          const { rows, total } = read(data);
          if (total === 0) return list.narrowed > 0 ? <NoMatch texts={texts} list={list} /> : empty;
          return (
            <>
              {rows.length > 0 ? (
                <DataTable
                  {...table}
                  rows={rows}
                  order={list.order}
                  onOrder={list.setOrder}
                  stale={query.isPlaceholderData}
                />
              ) : (
                <BehindTheLast list={list} />
              )}
              <Pager
                page={list.page}
                pageSize={PAGE_SIZE}
                total={total}
                totalText={texts.count(total)}
                onPage={list.setPage}
              />
            </>
          );
        }}
      </PanelState>
    </Panel>
  );
}

function NoMatch({ texts, list }: { texts: Texts; list: ListState }) {
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={texts.noMatch(list.keyword)}
      text={t.admin.hiddenRows}
      action={
        <Button size="small" onClick={list.clear}>
          {t.common.clearSearch}
        </Button>
      }
    />
  );
}

/** The page of a link, or the last row of the last page was deleted. */
function BehindTheLast({ list }: { list: ListState }) {
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.admin.emptyPage}
      action={
        <Button size="small" onClick={() => list.setPage(1)}>
          {t.admin.firstPage}
        </Button>
      }
    />
  );
}
