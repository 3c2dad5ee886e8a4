// The foot of a list: which rows are shown of how many, and the pages.
import type { ReactNode } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { t } from '../messages/en';
import './Pager.css';

type Props = {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
  /** The total with its noun: "248 jobs". */
  totalText: string;
  children?: ReactNode;
};

/** First, last, and the pages around the current one; 0 stands for a gap. */
export function pagesToShow(page: number, last: number): number[] {
  if (last <= 7) return Array.from({ length: last }, (_, i) => i + 1);
  const from = Math.max(2, Math.min(page - 1, last - 4));
  const to = Math.min(last - 1, Math.max(page + 1, 5));
  const middle = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return [1, ...(from > 2 ? [0] : []), ...middle, ...(to < last - 1 ? [0] : []), last];
}

export function Pager({ page, pageSize, total, onPage, totalText, children }: Props) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const from = total === 0 ? 0 : Math.min((page - 1) * pageSize + 1, total);
  return (
    <div className="foot num">
      <span>{t.common.range(from, Math.min(page * pageSize, total), totalText)}</span>
      {children}
      {last > 1 && (
        <nav className="pager" aria-label={t.common.pages}>
          <button
            type="button"
            disabled={page <= 1}
            aria-label={t.common.previousPage}
            onClick={() => onPage(page - 1)}
          >
            <ChevronLeft size={15} aria-hidden />
          </button>
          {pagesToShow(page, last).map((number, i) =>
            number === 0 ? (
              <span key={`gap-${i}`} aria-hidden>
                …
              </span>
            ) : (
              <button
                type="button"
                key={number}
                aria-label={t.common.page(number)}
                aria-current={number === page ? 'page' : undefined}
                onClick={() => onPage(number)}
              >
                {number}
              </button>
            ),
          )}
          <button type="button" disabled={page >= last} aria-label={t.common.nextPage} onClick={() => onPage(page + 1)}>
            <ChevronRight size={15} aria-hidden />
          </button>
        </nav>
      )}
    </div>
  );
}
