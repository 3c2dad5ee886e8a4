// Jobs and recurring jobs, side by side.
import { useLocation } from 'react-router';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { LinkTabs } from '../../ui/LinkTabs';

export function JobsTabs() {
  const group = useGroup();
  const { pathname } = useLocation();
  const recurring = pathname.endsWith('/recurring');
  return (
    <LinkTabs
      label={t.jobs.parts}
      tabs={[
        { to: groupPath(group, 'jobs'), label: t.jobs.title, current: !recurring },
        { to: groupPath(group, 'jobs/recurring'), label: t.recurring.title, current: recurring },
      ]}
    />
  );
}
