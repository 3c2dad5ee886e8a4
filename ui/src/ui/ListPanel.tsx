// The panel of a list page: search and filters, the table, its foot, and what is shown when there is nothing.
import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { SearchX } from 'lucide-react';
import { t } from '../messages/en';
import { DataTable, type TableProps } from './DataTable';
import { EmptyState } from './EmptyState';
import { FilterSheet } from './FilterSheet';
import type { ListState } from './list-state';
import { usePhone } from './media';
import { Pager } from './Pager';
import { Panel } from './Panel';
import { PanelState } from './PanelState';
import { SearchInput } from './SearchInput';
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
  read: (data: D) => { rows: readonly R[]; total: number };
  texts: Texts;
  filters?: ReactNode;
  /** At the right end of the toolbar. */
  mark?: ReactNode;
  /** Between the toolbar and the table, when rows are chosen. */
  selectionBar?: ReactNode;
  /** Above the table, when there is something to say about the rows. */
  banner?: ReactNode;
  empty: ReactNode;
  table: Omit<TableProps<R>, 'rows' | 'order' | 'onOrder' | 'stale'>;
  /** Draws rows of two or three lines on phones, where the filters then move into a sheet. */
  phoneRow?: (row: R) => ReactNode;
};

export function ListPanel<D, R>(props: Props<D, R>) {
  const { query, list, read, texts, filters, mark, selectionBar, banner, empty, table, phoneRow } = props;
  const phone = usePhone() && phoneRow !== undefined;
  return (
    <Panel flush>
      <div className="toolbar">
        <SearchInput value={list.keyword} onChange={list.setKeyword} placeholder={texts.search} />
        {phone && filters ? <FilterSheet list={list}>{filters}</FilterSheet> : filters}
        {!phone && mark}
      </div>
      {selectionBar}
      <PanelState query={query} what={texts.the} height={560}>
        {(data) => {
          const { rows, total } = read(data);
          if (total === 0) return list.narrowed > 0 ? <NoMatch texts={texts} list={list} /> : empty;
          return (
            <>
              {banner}
              {rows.length === 0 ? (
                <BehindTheLast list={list} />
              ) : phone ? (
                <ul
                  className="phone-rows"
                  aria-label={table.label}
                  style={{ opacity: query.isPlaceholderData ? 0.7 : 1 }}
                >
                  {rows.map((row) => (
                    <li key={table.rowKey(row)}>{phoneRow(row)}</li>
                  ))}
                </ul>
              ) : (
                <DataTable
                  {...table}
                  rows={rows}
                  order={list.order}
                  onOrder={list.setOrder}
                  stale={query.isPlaceholderData}
                />
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
      text={t.common.hiddenRows}
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
      title={t.common.emptyPage}
      action={
        <Button size="small" onClick={() => list.setPage(1)}>
          {t.common.firstPage}
        </Button>
      }
    />
  );
}
