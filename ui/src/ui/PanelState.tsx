// What a panel shows for a query: a skeleton after 300 ms, the error with a retry, or the data.
import { useEffect, useState, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { t } from '../messages/en';
import { ErrorState } from './ErrorState';
import './PanelState.css';

type Props<D> = {
  query: UseQueryResult<D>;
  /** What is loaded, as the start of a sentence: "The notebooks". */
  what: string;
  /** Height of the skeleton, near that of the data, so that nothing jumps. */
  height?: number;
  children: (data: D) => ReactNode;
};

export function PanelState<D>({ query, what, height = 188, children }: Props<D>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} what={what} retry={() => void query.refetch()} />;
  return <Skeleton height={height} />;
}

const WIDTHS = ['92%', '64%', '85%', '58%', '76%'];

/** Comes late, because a flash of grey is worse than a short emptiness. */
export function Skeleton({ height }: { height: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  const lines = Math.max(1, Math.min(12, Math.floor((height - 16) / 32)));
  return (
    <div className="skeleton" style={{ minHeight: height }} role="status" aria-label={t.common.loading}>
      {late && Array.from({ length: lines }, (_, i) => <i key={i} style={{ width: WIDTHS[i % WIDTHS.length] }} />)}
    </div>
  );
}
