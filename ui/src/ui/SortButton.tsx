// The head of a column that can be sorted by.
import { ChevronDown, ChevronUp } from 'lucide-react';
import { t } from '../messages/en';
import type { Order } from './list-state';

type Props = { column: { key: string; title: string }; order?: Order; onOrder: (order: Order) => void };

export function SortButton({ column, order, onOrder }: Props) {
  const direction = order?.column === column.key ? order.direction : undefined;
  const next = direction === 'asc' ? 'desc' : 'asc';
  return (
    <button
      type="button"
      className="plain-button sort"
      title={t.common.sortBy(column.title)}
      onClick={() => onOrder({ column: column.key, direction: next })}
    >
      <span>{column.title}</span>
      <span className="sort-arrows" aria-hidden>
        <ChevronUp size={11} strokeWidth={3} className={direction === 'asc' ? 'on' : undefined} />
        <ChevronDown size={11} strokeWidth={3} className={direction === 'desc' ? 'on' : undefined} />
      </span>
    </button>
  );
}
