// The menu of the user portal, in a fixed order.
import { Database, FolderOpen, Home, ListChecks, NotebookText } from 'lucide-react';
import { t } from '../messages/en';
import { groupPath } from './current-group';
import { GroupSwitch } from './GroupSwitch';
import type { Group } from './me';
import { NavLink } from './NavLink';
import { Sidebar } from './Sidebar';
import { useActiveJobs, useRunningNotebooks } from './running';

export function UserSidebar({ group }: { group: Group }) {
  const running = useRunningNotebooks(group.id);
  const jobs = useActiveJobs(group.id);
  return (
    <Sidebar top={<GroupSwitch current={group} />}>
      <NavLink to={groupPath(group, 'home')} icon={Home}>
        {t.shell.home}
      </NavLink>
      <NavLink to={groupPath(group, 'notebooks')} icon={NotebookText} count={running}>
        {t.shell.notebooks}
      </NavLink>
      <NavLink to={groupPath(group, 'jobs')} icon={ListChecks} count={jobs}>
        {t.shell.jobs}
      </NavLink>
      <NavLink to={groupPath(group, 'files')} icon={FolderOpen}>
        {t.shell.files}
      </NavLink>
      <NavLink to={groupPath(group, 'datasets')} icon={Database}>
        {t.shell.datasets}
      </NavLink>
    </Sidebar>
  );
}
