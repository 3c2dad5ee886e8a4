// The column at the left: mark, what is above the menu, menu, version. A rail of icons between 641 and 1023 px.
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '../messages/en';
import { useRail } from '../ui/media';
import { Mark, Wordmark } from '../ui/Mark';
import { useAuth } from './auth-context';
import './Sidebar.css';

export function Sidebar({ top, caption, children }: { top: ReactNode; caption?: string; children: ReactNode }) {
  const rail = useRail();
  const { version } = useAuth();
  return (
    <aside className={`sidebar${rail ? ' rail' : ''}`}>
      <Link to="/" className="sidebar-mark" aria-label={`${t.common.product}, ${t.shell.home}`}>
        {rail ? <Mark size={22} /> : <Wordmark size={22} />}
      </Link>
      {top}
      <nav aria-label={t.shell.main}>
        {caption && !rail && <div className="nav-caption">{caption}</div>}
        {children}
      </nav>
      {!rail && <div className="sidebar-foot dim">{t.shell.version(version)}</div>}
    </aside>
  );
}
