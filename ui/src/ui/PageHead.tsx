// The head of a page: its one h1, what it is about, and the page's actions.
import type { ReactNode } from 'react';
import './PageHead.css';

type Props = { title: ReactNode; status?: ReactNode; sub?: ReactNode; actions?: ReactNode };

export function PageHead({ title, status, sub, actions }: Props) {
  return (
    <div className="page-head">
      <div className="page-head-main">
        <h1>
          {title}
          {status}
        </h1>
        {sub && <div className="page-sub">{sub}</div>}
      </div>
      {actions && <div className="page-actions">{actions}</div>}
    </div>
  );
}
