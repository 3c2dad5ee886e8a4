// The way around on phones: the most used parts, and a drawer for the rest.
import { FolderOpen, Home, ListChecks, NotebookText } from 'lucide-react';
import { NavLink } from 'react-router';
import { t } from '../messages/en';
import { groupPath } from './current-group';
import type { Group } from './me';
import { MoreTab } from './MoreDrawer';
import './TabBar.css';

export function TabBar({ group }: { group: Group }) {
  return (
    <nav className="tab-bar" aria-label={t.shell.main}>
      <NavLink to={groupPath(group, 'home')}>
        <Home size={20} strokeWidth={1.75} aria-hidden />
        <span>{t.shell.home}</span>
      </NavLink>
      <NavLink to={groupPath(group, 'notebooks')}>
        <NotebookText size={20} strokeWidth={1.75} aria-hidden />
        <span>{t.shell.notebooks}</span>
      </NavLink>
      <NavLink to={groupPath(group, 'jobs')}>
        <ListChecks size={20} strokeWidth={1.75} aria-hidden />
        <span>{t.shell.jobs}</span>
      </NavLink>
      <NavLink to={groupPath(group, 'files')}>
        <FolderOpen size={20} strokeWidth={1.75} aria-hidden />
        <span>{t.shell.filesShort}</span>
      </NavLink>
      <MoreTab group={group} />
    </nav>
  );
}
