// The table of a list page. The server sorts and pages; this draws rows, sort buttons, selection and a sum line.
// It is a plain table: antd's weighs 80 kB, nearly all of it for work in the browser that the server does here.
import { useNavigate } from 'react-router';
import type { CSSProperties, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { Checkbox } from 'antd';
import { t } from '../messages/en';
import type { Order } from './list-state';
import { SortButton } from './SortButton';
import './DataTable.css';

export type Column<R> = {
  key: string;
  title: string;
  /** The title is only told to screen readers. */
  hideTitle?: boolean;
  /** In pixels; the name column has none and takes the rest. */
  width?: number;
  right?: boolean;
  sortable?: boolean;
  /** Low-value columns leave below this window width. */
  from?: 'laptop' | 'wide';
  render: (row: R) => ReactNode;
};

export type Selection = { keys: ReadonlySet<string>; onChange: (keys: Set<string>) => void };

export type TableProps<R> = {
  /** Names the table for screen readers. */
  label: string;
  columns: Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string;
  rowName: (row: R) => string;
  /** Where a click on the row leads. The name cell holds the same as a link with class "row-link". */
  rowTo?: (row: R) => string;
  order?: Order;
  onOrder?: (order: Order) => void;
  selection?: Selection;
  /** Older rows that stay while newer ones are on their way. */
  stale?: boolean;
  /** A last row with sums; one cell a column. */
  summary?: Record<string, ReactNode>;
};

const NAME_WIDTH = 200;
const BOX_WIDTH = 44;

export function DataTable<R>(props: TableProps<R>) {
  const { label, columns, rows, rowKey, rowName, order, onOrder, selection, stale, summary } = props;
  const open = useOpenRow(props);
  const allChosen = rows.length > 0 && rows.every((row) => selection?.keys.has(rowKey(row)));
  const cellClass = (column: Column<R>) =>
    [column === columns[0] ? 'name-cell' : '', column.right ? 'r' : '', column.from ? `from-${column.from}` : '']
      .filter(Boolean)
      .join(' ') || undefined;
  const scrollsWithoutStops = !open && !onOrder && !selection;
  const choose = (keys: string[], chosen: boolean) => {
    const next = new Set(selection?.keys);
    keys.forEach((key) => (chosen ? next.add(key) : next.delete(key)));
    selection?.onChange(next);
  };
  return (
    <div className="table-scroll" tabIndex={scrollsWithoutStops ? 0 : undefined}>
      <table
        className={`table num${stale ? ' stale' : ''}`}
        aria-label={label}
        onKeyDown={moveBetweenRows}
        style={leastWidths(columns, Boolean(selection)) as CSSProperties}
      >
        <colgroup>
          {selection && <col style={{ width: BOX_WIDTH }} />}
          {columns.map((column) => (
            <col key={column.key} className={cellClass(column)} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {selection && (
              <th>
                <Checkbox
                  aria-label={t.common.selectAll}
                  checked={allChosen}
                  indeterminate={selection.keys.size > 0 && !allChosen}
                  onChange={(event) => choose(rows.map(rowKey), event.target.checked)}
                />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)} aria-sort={ariaSort(column.key, order)}>
                {column.sortable && onOrder ? (
                  <SortButton column={column} order={order} onOrder={onOrder} />
                ) : (
                  <span className={column.hideTitle ? 'visually-hidden' : undefined}>{column.title}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={selection?.keys.has(rowKey(row)) ? 'chosen' : undefined}
              onClick={open && ((event) => open(event, row))}
            >
              {selection && (
                <td>
                  <Checkbox
                    aria-label={t.common.selectRow(rowName(row))}
                    checked={selection.keys.has(rowKey(row))}
                    onChange={(event) => choose([rowKey(row)], event.target.checked)}
                  />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {summary && (
          <tfoot>
            <tr>
              {selection && <td />}
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  {summary[column.key]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

/** Narrow windows scroll the table sideways rather than squeeze the names. */
function leastWidths<R>(columns: Column<R>[], withBoxes: boolean) {
  const sum = (shown: Column<R>[]) =>
    `${shown.reduce((all, { width = NAME_WIDTH }) => all + width, withBoxes ? BOX_WIDTH : 0)}px`;
  return {
    '--table-min': sum(columns.filter(({ from }) => from !== 'wide')),
    '--table-min-narrow': sum(columns.filter(({ from }) => !from)),
  };
}

function ariaSort(column: string, order?: Order) {
  if (order?.column !== column) return undefined;
  return order.direction === 'asc' ? ('ascending' as const) : ('descending' as const);
}

const INTERACTIVE = 'a, button, input, label, [role="menu"], [role="switch"]';

function useOpenRow<R>({ rowTo }: TableProps<R>) {
  const navigate = useNavigate();
  if (!rowTo) return undefined;
  return (event: MouseEvent, row: R) => {
    // A click on a link or button in the row, or the end of selecting text, is not a click on the row.
    if ((event.target as Element).closest(INTERACTIVE) || getSelection()?.toString()) return;
    void navigate(rowTo(row));
  };
}

/** Up and down move between the names; X chooses the row. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>) {
  const row = (event.target as Element).closest('tbody tr');
  if (!row || (event.target as Element).matches('input:not([type="checkbox"])')) return;
  const to =
    event.key === 'ArrowDown' ? row.nextElementSibling : event.key === 'ArrowUp' ? row.previousElementSibling : null;
  if (to) {
    event.preventDefault();
    to.querySelector<HTMLElement>('.row-link')?.focus();
  }
  if (event.key === 'x' && !event.ctrlKey && !event.metaKey)
    row.querySelector<HTMLElement>('input[type="checkbox"]')?.click();
}
