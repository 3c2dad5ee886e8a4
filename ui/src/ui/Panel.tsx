// The bordered box that holds one thing of a page, with its head.
import type { ReactNode } from 'react';
import './Panel.css';

type Props = {
  title?: ReactNode;
  /** A short remark beside the title. */
  sub?: ReactNode;
  /** Actions or facts at the right of the head. */
  extra?: ReactNode;
  /** No padding, for tables and lists that reach the edge. */
  flush?: boolean;
  tone?: 'bad';
  id?: string;
  describedBy?: string;
  children: ReactNode;
};

export function Panel({ title, sub, extra, flush, tone, id, describedBy, children }: Props) {
  return (
    <section className={`panel${tone ? ` panel-${tone}` : ''}`} id={id} aria-describedby={describedBy}>
      {title && (
        <header className="panel-head">
          <h2>{title}</h2>
          {sub && <span className="panel-sub">{sub}</span>}
          {extra && <div className="panel-extra">{extra}</div>}
        </header>
      )}
      <div className={flush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
}
